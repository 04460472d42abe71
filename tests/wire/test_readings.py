from pathlib import Path

from wire.readings import read_machine


def test_a_machine_reads_itself(tmp_path: Path) -> None:
    temperature, status = tmp_path / "temp", tmp_path / "status"
    temperature.write_text("48312\n")
    status.write_text("Name:\tpython\nVmRSS:\t   38700 kB\n")
    readings = read_machine(tmp_path, status=status, temperature=temperature)
    assert readings.temperature_c == 48.3
    assert readings.memory_mb == 38.7
    assert readings.disk_free_mb is not None
    assert readings.disk_free_mb > 0


def test_what_cannot_be_measured_is_none_and_no_failure(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    readings = read_machine(gone, status=gone, temperature=gone)
    assert readings.temperature_c is readings.memory_mb is readings.disk_free_mb is None
