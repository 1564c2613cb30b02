from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.dedupe.advisories.classify import advisory
from syndicator.dedupe.advisories.headline import parts
from syndicator.dedupe.advisories.told import Told
from syndicator.model.advisory import Order
from syndicator.poll.advisories import vocabulary

REST = "River bridge opens"


@pytest.mark.parametrize(
    ("title", "order"),
    [
        (f"KILL: {REST}", Order.KILL),
        (f"KILL {REST}", Order.KILL),
        (f"KILL KILL KILL {REST}", Order.KILL),
        (f"Mandatory kill: {REST}", Order.KILL),
        (f"PHOTO KILL: {REST}", Order.KILL),
        (f"[KILL] {REST}", Order.KILL),
        (f"{REST} (WITHDRAWN)", Order.KILL),
        (f"BC-US--{REST},KILL", Order.KILL),
        (f"STORY WITHDRAWN: {REST}", Order.KILL),
        ("Achtung: Meldung zurückgezogen - Brücke eröffnet", Order.KILL),
        ("STORNO: Brücke eröffnet", Order.KILL),
        ("ANULACIÓN DE NOTICIA: Abre el puente", Order.KILL),
        ("DÉPÊCHE ANNULÉE : Le pont ouvre", Order.KILL),
        ("ОТМЕНА НОВОСТИ: Мост открыт", Order.KILL),
        (f"HOLD FOR RELEASE: {REST}", Order.HOLD),
        (f"EMBARGOED UNTIL 1800 GMT: {REST}", Order.HOLD),
        ("Achtung Sperrfrist 18 Uhr: Brücke eröffnet", Order.HOLD),
        ("Photo advisory: Coverage of the bridge", Order.NOTE),
        (f"CORRECTION: {REST}", Order.CORRECTION),
        ("ANNULE ET REMPLACE : Le pont ouvre", Order.CORRECTION),
    ],
)
def test_an_order_to_editors_is_one_by_itself(title: str, order: Order) -> None:
    found = advisory(Told(title=title), vocabulary())
    assert found is not None
    assert (found.order, found.sure) == (order, True)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("KILLED: Three soldiers die in an ambush", "They were on patrol in the north."),
        ("HOLD: Judge stops the sale of the mill", "The court will hear both sides in May."),
        ("Withdrawn: the vaccine that never was", "The study was withdrawn by the journal."),
        ("Retracted: how a study fell apart", "Its authors had made up the data."),
        ("Embargo: what it means for oil", "Ships wait outside the port."),
        ("Advisory: heavy rain until noon", "The weather service warns of floods."),
        ("Released: the new album", ""),
        ("Eliminated: our team is out", ""),
        ("Do not use: five apps to delete", "Security researchers warn."),
        ("Zurückgezogen: Partei nimmt Antrag zurück", ""),
        ("Annulation : vos droits", "Le train a été annulé sans préavis."),
        ("KILL BILL: VOL 3 ANNOUNCED", ""),
        ("Kill: a memoir", ""),
        ("Bill (withdrawn) comes back", ""),
        ("Two killed as bridge falls", ""),
        ("U.S. to hold talks", ""),
        ("", ""),
    ],
)
def test_an_ordinary_headline_is_no_order(title: str, text: str) -> None:
    found = advisory(Told(title=title, text=text), vocabulary())
    assert found is None or not found.sure


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("14.03. – die Wochenvorschau: Tarifrunde, Gipfel, Halbfinale, Frühling", ""),
        ("Tagesvorschau für Montag: Streik bei der Bahn", "Was heute wichtig ist."),
        ("Themenüberblick: Das Wichtigste am Abend", ""),
        (
            "Terminhinweis: Lesung am Donnerstag",
            "Der Eintritt ist frei. Um Anmeldung wird gebeten.",
        ),
        ("Einladung zum Bürgerdialog", "Der Stadtrat lädt alle ein."),
        ("Akkreditierung: Hochschule besteht", "Die Akkreditierung ist erfolgt."),
        ("In eigener Sache: Neue Preise", "Liebe Abonnenten, ab Januar kostet die Zeitung mehr."),
        ("Daybook: notes from a lighthouse keeper", "I rose at five and counted the gulls."),
        ("Looking ahead: five things to watch", "The central bank meets, a festival opens."),
        ("News digest: the day in five stories", "Good evening. Here is what happened."),
        ("Traffic advisory: bridge closed until Friday", "Expect delays on Route 9."),
        ("Winter weather advisory in effect until noon", ""),
        ("Planning notice: 40 homes on Mill Lane", ""),
        ("A note from the editor", "Last week we told you of the fire."),
        ("To our subscribers: a new price", "From June the paper costs more."),
        ("Photo opportunity: a village becomes a film set", ""),
        ("RECAP: SEASON FINALE", "A dragon dies."),
        ("REPEAT: Winter storm watch in effect", "Snow is expected."),
        ("Test: Neun Waschmaschinen", "Wir haben neun Geräte getestet."),
        ("LIVE UPDATES: Storm reaches the coast", "Follow our coverage here."),
        ("Prévisions du week-end : le soleil revient", "Il fera doux."),
        ("Point presse : ce qu'a dit le ministre", "Le ministre a répondu."),
        ("À nos abonnés : nouvelle formule", "Votre journal change de format."),
        ("Previsiones para el fin de semana: lluvia y viento", "Lloverá en el norte."),
        ("Convocatoria: becas para artistas", "El plazo termina en mayo."),
        ("Avviso ai clienti: richiamato un formaggio", "Non consumare il prodotto."),
        ("Conferenza stampa: le parole del tecnico", ""),
        ("Agenda da semana: o que fazer em Lisboa", ""),
        ("Uitnodiging: open dag op de boerderij", ""),
        ("План на неделю: что посмотреть", ""),
        ("Zapowiedzi na weekend: kino i teatr", ""),
        ("Menyn: så äter kungen", ""),
    ],
)
def test_what_newspapers_give_their_readers_is_no_note_to_editors(title: str, text: str) -> None:
    assert advisory(Told(title=title, text=text), vocabulary()) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Wochenvorschau", "An die Redaktionen: Folgende Berichte planen wir."),
        ("Tagesvorschau Inland", "Kabinett (Zsf. bis 13.00, ca. 50 Zl), Prozess (mit Foto)."),
        ("Daybook", "We plan to move stories on the vote and on the storm."),
        ("Previsiones", "Textos y foto del pleno; gráfico de la línea gráfica."),
        ("Planning for Monday", "Editors: these stories are planned."),
    ],
)
def test_the_same_heads_are_notes_where_newsrooms_are_spoken_to(title: str, text: str) -> None:
    found = advisory(Told(title=title, text=text), vocabulary())
    assert found is not None
    assert found.order is Order.NOTE


def test_the_text_alone_can_be_the_order() -> None:
    told = Told(title=REST, text='EDITORS: This story, "The bridge", has been killed.')
    found = advisory(told, vocabulary())
    assert found is not None
    assert (found.order, found.sure) == (Order.KILL, True)
    assert {REST, "The bridge"} <= set(found.names)


def test_the_category_alone_can_be_the_order() -> None:
    found = advisory(Told(title=REST, categories=("Kill",)), vocabulary())
    assert found is not None
    assert found.order is Order.KILL


NAMES = st.text("BCDFGJKLMNPQRSTVWXYZ", min_size=4, max_size=9).map(str.title)


@given(st.sampled_from(["Killed", "Hold", "Withdrawn", "Retirado", "Embargo"]), st.lists(NAMES))
def test_a_first_word_alone_is_never_an_order(word: str, names: list[str]) -> None:
    """Whatever the story is about: its words say nothing of a story, or of editors."""
    rest = " ".join(names)
    found = advisory(Told(title=f"{word}: {rest}", text=rest), vocabulary())
    assert found is None or not found.sure


@given(st.text(max_size=120), st.text(max_size=300))
def test_anything_can_be_read(title: str, text: str) -> None:
    advisory(Told(title=title, text=text), vocabulary())
    assert all(len(part.words) <= len(title) for part in parts(title))
