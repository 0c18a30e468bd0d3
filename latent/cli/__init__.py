"""The command line: flags that scripts share, lines that say what is wrong, exit status.

Comes in: the words of a command line. Goes out: checked `Settings` and `RunOptions`, or one line
that says what is wrong; nothing slow is imported before. To add a setting's flag: a line in
`training_flags`, or in the script of the one kind of model that has it.
"""

from latent.cli.data_flags import (
    DATASETS,
    SIZE_OF_FONTS,
    add_data_dir_flag,
    add_data_flags,
    add_dataset_flag,
    add_fonts_flag,
    add_image_size_flag,
    add_typefaces_flag,
    choose_data,
    font_choice_of,
)
from latent.cli.parser import Parser, script, whole_or_fraction
from latent.cli.training_flags import SettingFlags, add_training_flags, read_training_flags
