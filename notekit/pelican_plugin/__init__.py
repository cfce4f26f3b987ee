"""The Pelican plugin: PLUGINS = ["notekit.pelican_plugin"] publishes a notebook.

What lives here: the receivers of Pelican's signals. With a theme that has notekit's templates
the notebook's own pages are written; with any other theme each entry becomes an Article. The
parts are in the modules beside this one. Importing this package imports nothing of Pelican.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pelican import Pelican
    from pelican.generators import ArticlesGenerator, Generator


def register() -> None:
    """Connect to Pelican's signals; called by Pelican, which passes over what is raised here."""
    from pelican import signals

    signals.initialized.connect(_begin)
    signals.get_generators.connect(_choose_generator)
    signals.article_generator_pretaxonomy.connect(_add_articles)
    signals.content_written.connect(_note_file)
    signals.feed_written.connect(_note_file)
    signals.finalized.connect(_end)


def _begin(pelican: "Pelican") -> None:
    if __name__ not in pelican.settings["PLUGINS"]:
        # Pelican's signals are the process's: this run is somebody else's.
        return
    from notekit.pelican_plugin.arrange import arrange_settings

    arrange_settings(pelican)


def _choose_generator(pelican: "Pelican") -> "type[Generator] | None":
    from notekit.pelican_plugin.generator import NotekitGenerator

    run = pelican.settings.get("NOTEKIT_RUN")
    return NotekitGenerator if run is not None and run.own_theme else None


def _add_articles(generator: "ArticlesGenerator") -> None:
    run = generator.settings.get("NOTEKIT_RUN")
    if run is not None and not run.own_theme:
        from notekit.pelican_plugin.articles import add_articles

        add_articles(generator, run)


def _note_file(path: str, context: dict[str, Any], **_: object) -> None:
    run = context.get("NOTEKIT_RUN")
    if run is not None:
        from notekit.pelican_plugin.arrange import note_file

        note_file(path, context["OUTPUT_PATH"], run)


def _end(pelican: "Pelican") -> None:
    if "NOTEKIT_RUN" in pelican.settings:
        from notekit.pelican_plugin.arrange import end_run

        end_run(pelican)
