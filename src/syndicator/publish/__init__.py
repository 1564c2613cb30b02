"""One output feed, from what stands in the database to what stands in its files.

::

    candidates, archive ─ plan ─▶ entries, tombstones ─▶ bytes, read back ─ stage
        ─▶ ledger: published, revised
        ─▶ in place: pages of stories, archives, page of the feed, what subscribers poll, index
        ─▶ taken down: what stands no longer ─▶ ledger: withdrawn · placements · decisions · pings

The record comes before the readers: what is about to stand is in the ledger, with the version of
its permission and its notice, before any file is replaced; what no longer stands is recorded as
withdrawn after it was. What is pointed to comes before what points to it. A crash in between is
put right by the next publish, which finds the feed still due and knows what may have stood
meanwhile.
"""
