"""What is done on the tabs: picks, choices, sliders, marks, and a name for a step."""

from typing import TYPE_CHECKING

from latent.tools.check import UserError
from latent.windows.explorer.actions.base import Actions
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.naming import Naming

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow


class Experimenting(Actions):
    """The tab that is shown, its picks, and what follows when they change.

    `naming`: the name that is written for a step.
    """

    def __init__(self, whole: "ExploreWindow"):
        super().__init__(whole)
        self.naming = Naming(self.explorer.tabs)

    # Tabs.

    def toggle_experiment(self) -> None:
        """Show the next tab, with the picks that it had."""
        self.explorer.tabs.go_on()
        self._experiment_changed()

    def choose_experiment(self, experiment: Experiment) -> None:
        """Show the tab of an experiment."""
        self.explorer.tabs.choose(experiment)
        self._experiment_changed()

    def _experiment_changed(self) -> None:
        self.whole.show_instead(None)
        self.whole.finding.find()
        self.status.say("")
        self.window.lay_out_again()

    def choose_next(self) -> None:
        """Choose the next of what the tab lets choose from, such as another way."""
        choices = self.explorer.tabs.current.choices()
        if not choices:
            self.status.say("there is nothing to choose from on this tab")
            return
        now = [is_on for _, _, is_on in choices].index(True)
        words, action, _ = choices[(now + 1) % len(choices)]
        self.explorer.tabs.current.act(action)
        self.show_changed()
        self.status.say(words)

    # Picks.

    def show_picks(self) -> None:
        """Show what follows from the picks and the slot as they are now."""
        self.whole.show_instead(None)
        self.explorer.tabs.pointed = None
        self.show_changed()

    def show_slot(self) -> None:
        """Show which slot is filled next."""
        self.whole.results.show()
        self.status.say("")

    def clear(self) -> None:
        """Empty all slots of the tab; backspace takes it back."""
        self.explorer.tabs.board.clear()
        self.show_picks()

    def undo(self) -> None:
        """Take back the last pick, clearing or selection, or what was drawn last."""
        owner = self.explorer.undo(*[self.explorer.own] * self.whole.pad.is_visible)
        if owner is None:
            self.status.say("there is nothing to undo")
        elif owner is self.explorer.selection:
            self.whole.selecting.show_selection()
        elif owner is self.explorer.own:
            self.whole.drawing.show_drawing()
        else:
            self.show_picks()

    # What follows.

    def show_changed(self) -> None:
        """Show what the tab shows now, and find what is missing."""
        self.whole.finding.find()
        self.show_tab()
        self.status.say("")

    def show_acted(self) -> None:
        """Show what follows from a mark that was dragged, or from something that was pressed."""
        if self.explorer.tabs.sheet.live:
            self.show_slid()
        else:
            self.show_changed()

    def show_slid(self) -> None:
        """Show what follows the slider or a mark, the first of it large."""
        live = self.explorer.tabs.sheet.live
        self.explorer.pointer.point_at_cell(live[0] if live else None)
        self.whole.finding.find()
        if self.explorer.tabs.current.slides_grid:
            self.whole.results.show()
        for panel in (self.whole.scrubber, self.whole.map):
            panel.show()
        self.whole.show_pointed()

    def show_tab(self) -> None:
        """Show the tab, and what of it lies on the map."""
        for panel in (self.whole.results, self.whole.scrubber, self.whole.map):
            panel.show()
        self.whole.show_pointed()

    def show_pointed(self) -> None:
        """Show which cell of the tab is pointed at."""
        self.whole.finding.find()
        self.whole.map.show_ring()
        self.whole.show_pointed()

    # Naming a step.

    def open_naming(self) -> None:
        """Show the line to name a step in; keys are written into it until it is closed."""
        try:
            self.naming.begin()
        except UserError as problem:
            self.status.say(str(problem))
            return
        self.window.input.write_with(self._write_name)
        self.whole.show_line(self.whole.name_line, True)

    def _write_name(self, key: str) -> None:
        text = self.naming.text
        self.naming.write(key)
        if self.naming.text is not None:
            self.whole.name_line.show()
            return
        self.window.input.write_with(None)
        self.whole.show_line(self.whole.name_line, False)
        is_kept = key == "enter" and bool(text.strip())
        self.status.say(f"kept {text}: a direction on the tab Vary" if is_kept else "no name kept")
