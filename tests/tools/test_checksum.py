import random

import pytest

from latent.tools.checksum import Damaged, seal, sealed_size
from tests.helpers.sealing import unseal, write_sealed


@pytest.fixture
def sealed(tmp_path):
    path = tmp_path / "a"
    write_sealed(path, random.Random(0).randbytes(100))
    return path


def test_the_content_stays_as_it_was_and_one_line_of_text_stands_behind_it(sealed):
    content = random.Random(0).randbytes(100)
    line = sealed.read_bytes().removeprefix(content).decode()
    assert line.startswith("\nlatent checksum crc32 ")
    assert line.endswith(" bytes\n")
    assert sealed_size(sealed) == 100
    assert unseal(sealed) == content


def test_every_flipped_bit_is_found(sealed):
    whole = sealed.read_bytes()
    for place in range(100):
        for bit in range(8):
            damaged = bytearray(whole)
            damaged[place] ^= 1 << bit
            sealed.write_bytes(damaged)
            with pytest.raises(Damaged):
                sealed_size(sealed)


@pytest.mark.parametrize("content", [b"", b"x", b"\nlatent checksum crc32 " * 5, b"x" * 10**7])
def test_a_file_without_a_checksum_is_as_large_as_it_is(tmp_path, content):
    path = tmp_path / "a"
    path.write_bytes(content)
    assert sealed_size(path) == len(content)
    seal(path)
    assert sealed_size(path) == len(content)


def test_a_checksum_that_was_moved_or_doubled_is_another(sealed):
    whole = sealed.read_bytes()
    for damaged in (whole[1:], whole[:50] + whole[51:], b"x" + whole):
        sealed.write_bytes(damaged)
        with pytest.raises(Damaged):
            sealed_size(sealed)
    sealed.write_bytes(whole)
    seal(sealed)
    assert sealed_size(sealed) == len(whole)
