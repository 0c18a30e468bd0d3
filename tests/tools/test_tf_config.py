import json
import threading

import pytest

from latent.tools.check import UserError
from latent.tools.tf_config import read_cluster
from tests.helpers.scripts import one_error_line, run_script
from tests.helpers.two_workers import cluster_config, free_ports

TWO = {"worker": ["localhost:2222", "127.0.0.1:2223"]}


def read(cluster, task):
    return read_cluster({"TF_CONFIG": json.dumps({"cluster": cluster, "task": task})})


def here(ports, index):
    return read_cluster({"TF_CONFIG": cluster_config(ports, index)})


def test_the_first_worker_is_the_chief_where_no_job_is_called_so():
    cluster = read(TWO, {"type": "worker", "index": 1})
    assert cluster.number == 1
    assert cluster.name(0) == "worker 0 (localhost:2222)"
    assert cluster.name(1) == "worker 1 (127.0.0.1:2223)"


def test_a_job_called_chief_comes_before_the_workers():
    jobs = {"worker": ["localhost:2222"], "chief": ["localhost:2221"]}
    assert read(jobs, {"type": "chief", "index": 0}).number == 0
    worker = read(jobs, {"type": "worker", "index": 0})
    assert worker.number == 1
    assert worker.name(0) == "chief (localhost:2221)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the environment variable TF_CONFIG is missing, set it on each machine to"),
        ("{", "it is not valid JSON"),
        ("[" * 100_000, "it is not valid JSON"),
        ("[1]", "must be a JSON object"),
        ("{}", 'it has no "cluster"'),
        (json.dumps({"cluster": TWO}), 'it has no "task"'),
    ],
)
def test_a_tf_config_without_its_parts_is_said_in_words(text, words):
    with pytest.raises(UserError, match="TF_CONFIG") as problem:
        read_cluster({"TF_CONFIG": text})
    assert words in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    ("cluster", "task", "words"),
    [
        (TWO, {"type": "ps", "index": 0}, '"type" \'ps\' of "task" must be a job of'),
        (TWO, {"type": ["worker"], "index": 0}, '"type" [\'worker\'] of "task" must be'),
        (TWO, {"type": "worker", "index": 2}, '"index" 2 of "task" must be a whole number from 0'),
        (TWO, {"type": "worker", "index": "0"}, '"index" \'0\' of "task" must be'),
        (TWO, {"type": "worker"}, '"index" None of "task" must be'),
        ({"ps": ["localhost:1"]}, {"type": "ps", "index": 0}, "job 'ps' of \"cluster\" must be"),
        ({"worker": "a:1"}, {"type": "worker", "index": 0}, "must be a list of addresses"),
        ({"worker": ["localhost:1"]}, {"type": "worker", "index": 0}, "needs at least 2"),
        ({"worker": ["localhost:1"] * 2}, {"type": "worker", "index": 0}, "the same address"),
        ({"worker": ["localhost", "b:1"]}, {"type": "worker", "index": 0}, "must be like host:"),
        ({"worker": ["localhost:0", "b:1"]}, {"type": "worker", "index": 0}, "must be like host:"),
        ({"worker": [5, "b:1"]}, {"type": "worker", "index": 0}, "address 5 must be like host:"),
        (
            {"worker": ["localhost:1", "no.such.host.invalid:1"]},
            {"type": "worker", "index": 0},
            "host 'no.such.host.invalid' is not known to this computer",
        ),
    ],
)
def test_a_cluster_or_task_that_cannot_be_is_said_in_words(cluster, task, words):
    with pytest.raises(UserError) as problem:
        read(cluster, task)
    assert words in str(problem.value)


def test_a_wrong_tf_config_ends_a_script_in_one_line_before_tensorflow_starts():
    result = run_script(["dense.py", "--distribute", "multiworker"], TF_CONFIG="{")
    assert "TF_CONFIG: it is not valid JSON" in one_error_line(result, "dense.py")


def test_workers_that_are_both_there_find_each_other():
    ports = free_ports(2)
    other = threading.Thread(target=here(ports, 1).wait_for_all)
    other.start()
    here(ports, 0).wait_for_all(seconds=20)
    other.join(20)
    assert not other.is_alive()


def test_a_worker_that_does_not_come_is_named():
    ports = free_ports(2)
    with pytest.raises(UserError, match=rf"worker 1 \(127.0.0.1:{ports[1]}\) was not there within"):
        here(ports, 0).wait_for_all(seconds=0.5)


def test_a_port_that_is_taken_is_named():
    ports = free_ports(2)
    with here(ports, 0)._answering(), pytest.raises(UserError, match=f"port {ports[0]} of worker"):
        here(ports, 0).wait_for_all(seconds=0.5)


def test_two_machines_with_the_same_index_are_found_out():
    first, second, third = free_ports(3)
    with (
        here([second, third], 0)._answering(),
        pytest.raises(UserError, match="somebody answers as number 0 of the cluster, not as wor"),
    ):
        here([first, second], 0).wait_for_all(seconds=5)
