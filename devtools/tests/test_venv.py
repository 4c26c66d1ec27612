import subprocess
import sys

from devtools import venv


def test_programs_keep_compiled_modules_away_from_the_sources(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(venv, "BYTECODE", tmp_path / "bytecode")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "compiled.py").write_text("answer = 42\n")
    subprocess.run([sys.executable, "-c", "import compiled"], check=True, cwd=tmp_path / "source",
                   env=venv.environment(PYTHONPATH=str(tmp_path / "source")))
    assert list((tmp_path / "bytecode").rglob("compiled.*.pyc"))
    assert not (tmp_path / "source" / "__pycache__").exists()
