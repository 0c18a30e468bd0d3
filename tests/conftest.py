"""What must hold before anything heavy is imported: no display, no graphics card, no network."""

import gc
import ipaddress
import os
import socket

import pytest

os.environ["MPLBACKEND"] = "Agg"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

pytest.register_assert_rewrite("tests.helpers.scripts")

connect, look_up = socket.socket.connect, socket.getaddrinfo


def is_loopback(host):
    if host in ("localhost", "", None):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def connect_to_loopback_only(self, address):
    if self.family != getattr(socket, "AF_UNIX", None) and not is_loopback(address[0]):
        raise OSError(f"a test tried to reach {address}")
    return connect(self, address)


def look_up_loopback_only(host, *arguments, **options):
    name = host.decode() if isinstance(host, bytes) else host
    if not is_loopback(name):
        raise OSError(f"a test tried to look {name} up")
    return look_up(host, *arguments, **options)


@pytest.fixture(scope="session", autouse=True)
def no_network():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_to_loopback_only)
        patch.setattr(socket, "getaddrinfo", look_up_loopback_only)
        yield


def pytest_collection_finish():
    """Look for garbage less often, and not among what was imported and collected.

    Windows and graphs are many small objects: the search took a quarter of the time they take.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
