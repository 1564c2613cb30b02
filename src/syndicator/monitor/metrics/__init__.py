"""What is counted and measured, for Prometheus.

::

    ticks that ended ─▶ counters · polls recorded since the last look ─▶ counters     `counters`
    the database as it is ─▶ gauges                                                    `gauges`
    both, and those of each source, as text                                            `exposition`

Names and units are those of Prometheus' own conventions. Labels are bounded: names of sources,
feeds and permissions, which the configuration lists, and words of ours.
"""
