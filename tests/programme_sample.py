"""A small programme, made up: two rooms, a morning, a break, and a talk that was cancelled."""

from datetime import UTC, datetime, timedelta, timezone

from notekit.schedule.match import Note
from notekit.schedule.slots import Schedule, Slot, format_schedule

ZONE = "Europe/Brussels"
CET = timezone(timedelta(hours=1))


def at(hour, minute=0, day=31):
    """A moment of the conference, on its own clock."""
    return datetime(2026, 1, day, hour, minute, tzinfo=CET)


def slot(guid, title, start, minutes, abstract, *speakers, room="Janson", **more):
    """A slot of so many minutes."""
    end = start + timedelta(minutes=minutes)
    return Slot(guid, title, start, end, speakers=speakers, room=room, abstract=abstract, **more)


SLOTS = (
    slot("looms", "Weaving with punched cards", at(9), 50,
         "How Jacquard looms read punched cards, why a weaver wants a warp and a weft, and what "
         "silk taught engineers about loops, patterns and memory.",
         "Ada Lovelace", url="https://conf.example.org/looms"),
    slot("bees", "Counting honeybees with cameras", at(9), 50,
         "A beehive has sixty thousand insects. We point cameras at the hive, detect every bee "
         "with a neural network and warn the beekeeper before a swarm leaves.",
         "Jérôme Petit", room="K.1.105"),
    slot("tides", "Predicting tides from harbour gauges", at(10), 50,
         "Gauges in harbours measure the sea level each minute. Harmonic analysis finds the moon, "
         "the sun and the storm surge in them, and ships leave on time.",
         "Kim Lee"),
    slot("bread", "Sourdough as a distributed system", at(10), 50,
         "Yeast and bacteria reach consensus without a leader. Feeding intervals, hydration and "
         "temperature decide whether your starter survives a partition.",
         "Nora Baker", "Sam Miller", room="K.1.105", kind="keynote"),
    slot("lunch", "Lunch", at(11), 60, "Soup and sandwiches.", room="Hall", kind="break"),
    slot("trains", "Timetables that heal themselves", at(12), 50,
         "When a train is late the whole network feels it. Constraint solvers move platforms, "
         "crews and connections within seconds, and passengers hardly notice.",
         "Petra Gleis"),
    slot("glaciers", "Listening to glaciers", at(12), 50,
         "Seismometers hear ice crack. Fibre cables become ten thousand microphones, and machine "
         "listening separates crevasses, meltwater and distant earthquakes.",
         "Liv Isbre", room="K.1.105"),
    slot("gone", "A talk that was cancelled", at(12), 50, "Nothing.", state="cancelled"),
    slot("maps", "Maps for people who cannot see", at(14), 50,
         "Tactile maps are printed with raised lines. Volunteers trace pavements, kerbs and "
         "crossings, and a plotter embosses them into paper for blind travellers.",
         "Tomás Mapa"),
    slot("violins", "What makes a violin sing", at(15), 50,
         "Spruce, varnish and arching shape the resonance of a violin. Laser vibrometers compare "
         "an old Cremona instrument with a carbon fibre copy.",
         "Yehudi Bogen"),
)  # fmt: skip

BY_GUID = {one.guid: one for one in SLOTS}

NOTES = {
    "looms": "silk loom weaver, punched cards are loops\nthe warp and the weft",
    "bees": "hive has cameras, neural network finds each bee, swarm warned",
    "tides": "harbour gauges, moon and sun, harmonic analysis of the sea level",
    "bread": "yeast and bacteria, hydration, the starter, feeding",
    "trains": "late train, platforms and crews, constraint solvers",
    "glaciers": "ice cracks, seismometers, fibre cables as microphones, meltwater",
    "maps": "tactile maps, raised lines, kerbs and crossings, a plotter embosses",
    "violins": "spruce and varnish, laser vibrometers, cremona, resonance",
}


def note(guid, minutes=4, log="log.rst", **more):
    """A note typed so many minutes into a slot; its id is the slot's."""
    start = BY_GUID[guid].start + timedelta(minutes=minutes)
    return Note(guid, log, NOTES[guid], **{"at": start, **more})


def schedule_text(slots=SLOTS):
    """The ``schedule.json`` of these slots."""
    imported = datetime(2026, 1, 1, tzinfo=UTC)
    return format_schedule(Schedule("programme.xml", "0" * 32, imported, ZONE, tuple(slots)))


def stamped(moment, body, zone="CET"):
    """An entry as it is typed, with the letters of a zone."""
    raw = f"{moment:%a %b %e %H:%M:%S} {zone} {moment:%Y}"
    return f"{raw}\n{'=' * len(raw)}\n\n{body}\n\n\n"
