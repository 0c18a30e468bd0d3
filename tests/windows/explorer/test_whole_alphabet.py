import json

import numpy as np
import pytest
from PIL import Image

from latent.data.glyph_table import write_glyph_table
from latent.tiles.palette import INK
from latent.tools.check import UserError
from latent.windows.explorer.coder import Coder
from latent.windows.explorer.experiments.directions import style_steps
from latent.windows.explorer.experiments.marks import MARK_STEP
from latent.windows.explorer.experiments.vary import VARY
from latent.windows.explorer.experiments.whole_alphabet import (
    SPECIMENS,
    STEPS,
    WHOLE_ALPHABET,
)
from latent.windows.explorer.panels.card import CAPTIONS, place_images
from latent.windows.explorer.state import Explorer
from tests.helpers.explorers import Opened, click_tab
from tests.helpers.maps import (
    WHOLE_CHARACTERS,
    WHOLE_FONTS,
    decode_whole,
    grid_map,
    whole_typefaces,
)
from tests.helpers.windows import click, drag, move, panel
from tests.windows.explorer.test_experiments import tabs_of

REGULAR, BOLD, ITALIC = 0, 9, 18  # of Inter, Lato and Mono


def whole(*picks, **changes):
    tabs = tabs_of(WHOLE_ALPHABET, *picks, decode=decode_whole, **whole_typefaces(**changes))
    tabs.finish()
    return tabs


def alphabet(tabs):
    """Return the cells of the alphabet by their letters: those below the steps."""
    return {cell.letters: cell for cell in tabs.sheet.cells if cell.row > 0}


def open_whole(folder, **options):
    opened = Opened(folder, lambda: decode_whole, **whole_typefaces(), **options)
    click_tab(opened, "Alphabet")
    return opened


def test_the_alphabet_between_two_typefaces_has_one_code_for_all_characters():
    tabs = whole(REGULAR, BOLD)
    codes = tabs.coders[0].content.codes
    tabs.current.slide_to(1.15)
    found = alphabet(tabs)
    assert "".join(found) == WHOLE_CHARACTERS
    expected = -0.15 * codes[REGULAR] + 1.15 * codes[BOLD]
    for cell in found.values():
        np.testing.assert_allclose(cell.code, expected, atol=1e-5)


def test_a_cell_shows_its_own_character_of_what_the_code_is_decoded_to():
    tabs = whole(REGULAR, BOLD)
    for place, (letter, cell) in enumerate(alphabet(tabs).items()):
        image = tabs.image(cell)
        assert image.shape == (28, 28)
        expected = (float(cell.code.sum()) + place) / 40 * 255
        assert np.abs(image - expected).max() <= 0.5, letter


def test_the_slider_goes_a_little_beyond_both_typefaces():
    tabs = whole(REGULAR, BOLD)
    tabs.current.slide_to(-3)
    assert tabs.current.t == -0.2
    tabs.current.slide_to(3)
    assert tabs.current.t == 1.2


def test_nine_equal_steps_stand_above_and_lie_on_the_map():
    tabs = whole(REGULAR, BOLD)
    codes, (path,) = tabs.coders[0].content.codes, tabs.sheet.paths
    assert len(path) == 9
    assert np.diff(STEPS) == pytest.approx(0.175)
    assert (STEPS[0], STEPS[-1]) == (-0.2, 1.2)
    for number, t in zip(path, STEPS, strict=True):
        expected = (1 - t) * codes[REGULAR] + t * codes[BOLD]
        np.testing.assert_allclose(tabs.sheet.cells[number].code, expected, atol=1e-5)


def test_the_line_has_the_letters_of_hamburgefonstiv_that_were_chosen():
    tabs = whole(REGULAR, BOLD)
    assert [cell.letters for cell in tabs.sheet.live] == list("abgoi")
    np.testing.assert_allclose(tabs.sheet.live[0].code, alphabet(tabs)["A"].code)


def test_with_fewer_than_four_of_them_the_first_characters_stand_for_it():
    settings = '{"dataset": "alphanumeric", "unit": "typeface", "charset": "ABCDEFXY"}'
    tabs = whole(REGULAR, settings_json=settings, specimen="ABC")
    assert "".join(cell.letters for cell in tabs.sheet.live) == "ABCDEFXY"


def with_all_characters():
    """Return what makes a map of whole typefaces with all 94 characters."""
    settings = {"dataset": "alphanumeric", "unit": "typeface", "charset": "all"}
    images = np.zeros((64, 10 * 28, 10 * 28), np.uint8)
    return whole_typefaces(settings_json=json.dumps(settings), images=images)


def test_lines_whose_characters_are_all_there_can_be_chosen_below_the_slider():
    assert not whole(REGULAR, BOLD).current.choices()  # no figures there, few capitals
    tabs = tabs_of(WHOLE_ALPHABET, **with_all_characters())
    tab = tabs.current
    assert [words for words, *_ in tab.choices()] == [*SPECIMENS]
    tab.board.fill([REGULAR, BOLD])
    tab.act("specimen:0123456789")
    assert "".join(cell.letters for cell in tabs.sheet.live) == "0123456789"
    assert [is_on for *_, is_on in tab.choices()] == [False, False, True]
    other = tabs_of(WHOLE_ALPHABET, **with_all_characters()).current
    other.read_settings(tab.settings())()
    assert other.specimen == "0123456789"


def test_many_characters_stand_as_ascii_has_them_and_few_in_halves_of_the_alphabet():
    tabs = tabs_of(WHOLE_ALPHABET, REGULAR, **with_all_characters())
    first = {cell.letters for cell in tabs.sheet.cells if cell.row > 0 and cell.column == 0}
    assert first == set("!1AQaq")
    assert {cell.column for cell in alphabet(whole(REGULAR)).values()} == set(range(8))


def test_letters_of_saved_picks_that_a_map_lacks_are_passed_over():
    tab = whole(REGULAR, BOLD).current
    tab.read_settings({"letter": "Z", "specimen": "0123456789"})()
    assert (tab.letter, tab.specimen) == ("R", "Hamburgefonstiv")
    tab.read_settings({"letter": "g"})()
    assert tab.letter == "g"


def test_one_typeface_alone_is_shown_as_it_is_decoded_wherever_the_slider_stands():
    tabs = whole(BOLD)
    for t in (-0.2, 0.5, 1.2):
        tabs.current.slide_to(t)
        np.testing.assert_allclose(alphabet(tabs)["g"].code, tabs.coders[0].content.codes[BOLD])
    assert not tabs.sheet.paths
    assert "pick two typefaces" in whole().sheet.labels[2].words


def test_a_step_of_style_is_the_mean_over_families_that_have_both():
    steps = {step.name: step for step in style_steps(Coder(grid_map(**whole_typefaces())))}
    assert [*steps] == ["weight: bold", "slant: italic", "width: condensed"]
    np.testing.assert_allclose(steps["weight: bold"].vector, [1.35, 0, 0], atol=1e-6)
    np.testing.assert_allclose(steps["slant: italic"].vector, [0, 1, 0], atol=1e-6)
    np.testing.assert_allclose(steps["width: condensed"].vector, 0, atol=1e-6)
    assert {step.n_families for step in steps.values()} == {8}


def test_a_family_with_many_pairs_counts_as_much_as_another():
    fonts = list(WHOLE_FONTS)
    fonts[8:16] = [f"Lato-{style}" for style in "WXYZ"] + ["P", "Q", "R", "S"]  # no pair
    fonts[16:] = [f"Other{k}" for k in range(48)]
    fonts[16:18] = ["Two-Regular", "Two-Bold"]
    codes = np.zeros((64, 3), np.float32)
    codes[1], codes[3], codes[17] = (2, 0, 0), (4, 0, 0), (9, 0, 0)  # Inter has two pairs
    steps = style_steps(Coder(grid_map(**whole_typefaces(font_names=fonts, codes=codes))))
    weight = next(step for step in steps if step.name == "weight: bold")
    assert weight.n_families == 2
    tabs = whole(16, font_names=fonts, codes=codes)
    assert "weight: bold 0.00, of 2 families" in [label.words for label in tabs.sheet.labels]
    fonts[16:18] = ["Other16", "Other17"]
    tabs = whole(16, font_names=fonts, codes=codes)
    assert "weight: bold 0.00, of 1 family" in [label.words for label in tabs.sheet.labels]
    np.testing.assert_allclose(weight.vector, [(3 + 9) / 2, 0, 0])


def test_marks_of_style_move_the_whole_alphabet_and_are_undone():
    tabs = whole(REGULAR)
    tracks = {track.name: track for track in tabs.sheet.tracks}
    x, y, z = alphabet(tabs)["A"].code
    tabs.current.board.remember()
    tabs.current.drag(tracks["weight: bold"], 0.51)
    tabs.current.board.remember()
    tabs.current.drag(tracks["slant: italic"], -1)
    for cell in (*alphabet(tabs).values(), *tabs.sheet.live):
        np.testing.assert_allclose(cell.code, (x + 0.5 * 1.35, y - 1, z), atol=1e-5)
        assert cell.words == ("weight: bold 0.50", "slant: italic −1.00")
    assert tabs.current.board.undo()
    np.testing.assert_allclose(alphabet(tabs)["A"].code, (x + 0.5 * 1.35, y, z), atol=1e-5)
    tabs.current.drag(tracks["weight: bold"], MARK_STEP)  # so near to 0 that it is 0
    assert not tabs.current.board.extra


def test_marks_also_move_what_lies_between_two_typefaces():
    tabs = whole(REGULAR, BOLD)
    tabs.current.drag(tabs.sheet.tracks[1], 1)
    codes = tabs.coders[0].content.codes
    expected = (codes[REGULAR] + codes[BOLD]) / 2 + [0, 1, 0]
    np.testing.assert_allclose(alphabet(tabs)["A"].code, expected, atol=1e-5)


def test_vary_has_the_same_steps_as_directions():
    tabs = tabs_of(VARY, REGULAR, decode=decode_whole, **whole_typefaces())
    tabs.finish()
    tabs.current.act("show:directions")
    assert {"weight: bold", "slant: italic"} <= {track.name for track in tabs.sheet.tracks}


def test_of_whole_typefaces_five_rows_are_varied_at_a_time():
    styles = [f"Style {k}" for k in range(8)]
    labels = (np.arange(64) % 8).astype(np.int32)
    codes = np.random.default_rng(0).normal(size=(64, 3)).astype(np.float32)
    tabs = tabs_of(
        VARY,
        REGULAR,
        decode=decode_whole,
        **whole_typefaces(codes=codes, labels=labels, label_names=styles),
    )
    tabs.finish()
    tabs.current.act("show:directions")
    tabs.finish()
    first = [track.name for track in tabs.sheet.tracks]
    assert len(first) == 5
    assert tabs.current.scroll(-100)
    rest = [track.name for track in tabs.sheet.tracks]
    assert len(rest) == 5
    assert rest[-1] == "Style 0 → Style 7"


def test_a_moved_mark_of_a_direction_is_said_with_its_whole_step():
    tabs = tabs_of(VARY, REGULAR, decode=decode_whole, **whole_typefaces())
    tabs.finish()
    tabs.current.act("show:directions")
    tabs.current.drag(tabs.sheet.tracks[0], 1.35)
    assert any(label.words.startswith("+1.35σ, step: ") for label in tabs.sheet.labels)


def test_settings_are_kept_and_others_are_refused():
    tabs = whole(REGULAR, BOLD)
    tabs.current.slide_to(0.25)
    tabs.current.drag(tabs.sheet.tracks[0], 1.5)
    kept, other = tabs.current.settings(), whole(REGULAR, BOLD)
    other.current.read_settings(json.loads(json.dumps(kept)))()
    shown = {"letter": "R", "specimen": "Hamburgefonstiv"}
    marks = [["weight: bold", 1.5]]
    assert other.current.settings() == kept == {"t": 0.25, "marks": marks} | shown
    for wrong in ({"t": 1.3}, {"marks": 3}, {"marks": [["a", 9]]}, {"letter": 1}):
        with pytest.raises(ValueError, match="must be"):
            tabs.current.read_settings(wrong)


# The window.


def test_tiles_are_specimens_and_the_card_shows_the_alphabet(tmp_path):
    opened = open_whole(tmp_path)
    explorer = opened.explorer
    assert explorer.map.tiles.shown.images.shape == (64, 28, 68)
    assert "Alphabet" in [tab.experiment.tab for tab in explorer.tabs.all]
    explorer.pointer.point_at_image(5)
    assert explorer.coder.reconstruction(5).shape == (84, 84)
    opened.key("o")
    opened.finish()
    assert explorer.map.tiles.shows_decoded
    assert explorer.map.tiles.shown.images.shape == (64, 28, 68)
    assert (
        np.abs(
            explorer.map.tiles.shown.images - explorer.map.tiles.original.images.astype(int)
        ).max()
        <= 1
    )


def test_typefaces_are_coloured_by_weight_slant_and_width():
    explorer = Explorer(grid_map(**whole_typefaces()), 400, 300)
    assert explorer.colors.kinds[1:5] == ["typeface family", "weight", "slant", "width"]
    assert explorer.colors.color_by("weight")
    names = {label: name for name, label in explorer.colors.coloring.names}
    assert [*names.values()] == ["Thin", "Light", "Regular", "Bold", "Black"]
    for k, font in enumerate(WHOLE_FONTS):
        name = names[int(explorer.colors.coloring.labels[k])]
        wanted = next((word for word in ("Bold", "Light", "Thin", "Black") if word in font), None)
        assert name == (wanted or "Regular")
    assert explorer.colors.color_by("width")
    assert [name for name, _ in explorer.colors.coloring.names] == ["Condensed", "Normal width"]


def test_maps_of_glyphs_are_not_coloured_by_style():
    kinds = Explorer(grid_map(), 400, 300).colors.kinds
    assert not {"weight", "slant", "width"} & {*kinds}


def test_the_error_of_whole_typefaces_is_that_of_all_characters(tmp_path):
    opened = open_whole(tmp_path)
    opened.key("o")
    opened.finish()
    values = opened.explorer.colors.find_measure("reconstruction error")
    assert values.shape == (64,)
    assert values.max() < 1e-5


def test_sliders_are_dragged_with_the_mouse_and_undone_by_the_key(tmp_path):
    opened = open_whole(tmp_path)
    opened.click_image(REGULAR)
    opened.finish()
    track = opened.explorer.tabs.sheet.tracks[1]
    line, knob = opened.window.results.line_of(track), opened.window.results.knob_of(track)
    axes, y = panel(opened.figure, "results"), line.top + 1
    drag(axes, (knob, y), (line.left + line.width * 0.75, y))
    opened.finish()
    assert opened.explorer.tabs.board.extra == (("slant: italic", 1.0),)
    opened.key("backspace")
    assert opened.explorer.tabs.board.extra == ()
    assert opened.explorer.tabs.board.picks == (REGULAR, None)
    opened.key("backspace")
    assert opened.explorer.tabs.board.is_empty


def middle_of(opened, name):
    """Return the middle of a cell of the alphabet in the panel of results."""
    place = opened.window.results.place_of(alphabet(opened.explorer.tabs)[name])
    return place.left + place.width / 2, place.top + place.height / 2


def test_a_press_on_a_letter_shows_it_at_the_nine_steps(tmp_path):
    opened = open_whole(tmp_path)
    opened.click_image(REGULAR)
    opened.click_image(BOLD)
    opened.finish()
    tabs = opened.explorer.tabs
    assert {tabs.sheet.cells[k].letters for k in tabs.sheet.paths[0]} == {"R"}
    assert opened.window.results.title() == "From typeface A to B · click a letter: its steps"
    click(panel(opened.figure, "results"), *middle_of(opened, "g"))
    opened.finish()
    assert {tabs.sheet.cells[k].letters for k in tabs.sheet.paths[0]} == {"g"}
    assert tabs.pointed is alphabet(tabs)["g"]  # as before the press
    opened.key("backspace")  # only picks and marks are undone
    assert tabs.board.picks == (REGULAR, None)


def test_only_what_is_pointed_at_has_a_ring(tmp_path):
    opened = open_whole(tmp_path)
    opened.click_image(REGULAR)
    opened.finish()
    scrubber, results = opened.window.scrubber, opened.window.results

    def has_ring(part, place):
        return (part.picture[round(place.top), round(place.left), :3] == INK).all()

    track = scrubber.track()
    click(panel(opened.figure, "scrubber"), track.right, track.top)
    _, place = scrubber.live_cells()[0]
    assert has_ring(scrubber, place)  # what the card shows while the slider is moved
    move(panel(opened.figure, "results"), *middle_of(opened, "g"))
    cell = results.place_of(alphabet(opened.explorer.tabs)["g"]).inset(-1)  # around the image
    assert has_ring(results, cell)
    assert not has_ring(scrubber, place)
    move(panel(opened.figure, "scrubber"), place.left + 3, place.top + 3)
    assert has_ring(scrubber, place)
    assert not has_ring(results, cell)


def test_the_card_shows_a_letter_large_beside_its_alphabet(tmp_path):
    opened = open_whole(tmp_path)
    opened.click_image(REGULAR)
    opened.finish()
    card = opened.window.card
    move(panel(opened.figure, "results"), *middle_of(opened, "g"))
    square = place_images(card, CAPTIONS).squares[1]
    middle = card.picture[round(square.top + square.height / 2), round(square.left) + 9, :3]
    image = opened.explorer.tabs.image(opened.explorer.tabs.pointed)
    assert (image == image[0, 0]).all()  # in one grey, as all of `decode_whole`
    assert (middle < 255).any()
    assert np.abs(middle - (255 - (255 - np.array(INK)) * (image[0, 0] / 255))).max() <= 2


def test_typefaces_are_called_by_their_names_alone():
    coder = Coder(grid_map(**whole_typefaces()))
    assert coder.pick_name(BOLD) == WHOLE_FONTS[BOLD]


def test_the_nearest_codes_are_said_to_be_those_of_a_typeface(tmp_path):
    opened = open_whole(tmp_path)
    opened.explorer.neighbors.show(BOLD)
    words = f"8 nearest codes of {WHOLE_FONTS[BOLD]}, index {BOLD}"
    assert opened.window.near.title() == words


def test_the_blend_follows_the_slider_in_the_window(tmp_path):
    opened = open_whole(tmp_path)
    opened.click_image(REGULAR)
    opened.click_image(BOLD)
    opened.finish()
    scrubber = opened.window.scrubber
    track = scrubber.track()
    click(panel(opened.figure, "scrubber"), track.right, track.top)
    opened.finish()
    tab = opened.explorer.tabs.current
    assert tab.t == 1.2
    (code,) = tab.codes((1.2,))
    assert opened.explorer.coder.image_of(code.tobytes()) is not None


def test_s_saves_the_results_the_picks_and_a_sheet_of_nine_steps(tmp_path):
    opened = open_whole(tmp_path)
    opened.click_image(REGULAR)
    opened.finish()
    opened.key("s")
    assert sorted(path.name for path in tmp_path.iterdir() if "alphabet" in path.name) == [
        "map.pkl.alphabet-1.picks.json",
        "map.pkl.alphabet-1.png",  # one typeface has no steps
    ]
    opened.click_image(BOLD)
    opened.finish()
    opened.key("s")
    assert (tmp_path / "map.pkl.alphabet-2.picks.json").is_file()
    with Image.open(tmp_path / "map.pkl.alphabet-2.steps.png") as sheet:
        assert sheet.height > 9 * 28
    again = Opened(
        tmp_path,
        lambda: decode_whole,
        picks=tmp_path / "map.pkl.alphabet-2.picks.json",
        **whole_typefaces(),
    )
    assert again.explorer.tabs.current.board.picks == (REGULAR, BOLD)


def test_the_sheet_says_its_steps_and_shows_every_character():
    tabs = whole(REGULAR, BOLD)
    tabs.current.drag(tabs.sheet.tracks[0], 1)
    tabs.finish()
    (name,) = tabs.current.pictures()
    assert name == "steps"
    rows = tabs.current.step_rows()
    assert [row_name for row_name, _ in rows] == [f"t = {t:.2f}".replace("-", "−") for t in STEPS]
    grid, coder = tabs.coders[0].content.grid, tabs.coders[0]
    for (_, images), code in zip(rows, tabs.current.codes(STEPS), strict=True):
        decoded = coder.image_of(code.tobytes())[None]
        assert np.array_equal(images, grid.words(decoded, WHOLE_CHARACTERS))


def test_commands_reach_slider_and_marks(tmp_path):
    opened = open_whole(tmp_path)
    from latent.windows.explorer.script import run_script

    script = "pick #0 #9; t 1.1; mark 0.5 weight: bold; color slant; letter g"
    run_script(script, opened.window)
    tab = opened.explorer.tabs.current
    assert tab.t == 1.1
    assert tab.board.extra == (("weight: bold", 0.5),)
    assert opened.explorer.colors.coloring.kind == "slant"
    assert tab.letter == "g"
    with pytest.raises(UserError, match="letter"):
        run_script("letter ?", opened.window)
    with pytest.raises(UserError, match="nothing to choose from on this tab"):
        run_script("choose 0123456789", opened.window)  # this map has no figures
    with pytest.raises(UserError, match="between two whole typefaces"):
        run_script("tab vary; letter g", opened.window)
    with pytest.raises(UserError, match="which are not drawn: use image"):
        run_script("draw 0.1 0.1 0.9 0.9", opened.window)


def test_an_own_typeface_is_a_table_of_its_glyphs_and_no_drawing(tmp_path):
    levels = np.arange(len(WHOLE_CHARACTERS), dtype=np.uint8) * 6
    glyphs = np.tile(levels[:, None, None], (1, 28, 28))
    write_glyph_table(tmp_path / "own.glyphs.csv", "Own", WHOLE_CHARACTERS, glyphs)

    def encode(images):
        return images.reshape(len(images), -1)[:, :3].astype(np.float32)

    opened = open_whole(tmp_path)
    opened.explorer.coder.take_decoder(decode_whole, encode)
    opened.key("i")
    assert "complete_typeface.py" in opened.words("status")
    own = opened.explorer.own
    own.begin_stroke(0.5, 0.5)
    own.move_pen(0.7, 0.7)
    assert own.is_empty
    (tmp_path / "A.png").write_bytes(b"")
    with pytest.raises(UserError, match=r"give NAME\.glyphs\.csv"):
        own.open(tmp_path / "A.png")
    opened.window.drawing.open_image(str(tmp_path / "own.glyphs.csv"))
    opened.finish()
    grid = opened.explorer.content.grid
    np.testing.assert_array_equal(grid.glyphs(own.image[None])[0], glyphs)
    assert own.place is not None
