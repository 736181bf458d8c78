"""Where everything local lives: one folder, `.local/`, that can be removed at any time."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from youdesign.embedded.problem import Problem

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = "youdesign-"  # how the name of a folder begins that a link of ours points to
SPACE_NEEDED = 200_000_000
DISK_IS_FULL = "No space left on device"


def local_folder() -> Path:
    """The folder of data, mail and logs; LOCAL_DIR moves it."""
    folder = Path(os.environ.get("LOCAL_DIR") or ROOT / ".local").absolute()
    try:
        # 0711: PostgreSQL's account must pass through on its way to its own folder, and see nothing else.
        return make_folder(folder, 0o711)
    except (FileExistsError, FileNotFoundError, NotADirectoryError) as error:
        raise Problem(
            f"LOCAL_DIR is “{folder}”, which can be no folder ({error.strerror}): name another, or leave it out."
        ) from None


def make_folder(folder: Path, mode: int = 0o700) -> Path:
    """The folder, made when missing, with exactly these rights."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(mode)
    return folder


def empty(folder: Path, keep: str = "") -> None:
    """Remove all that is in the folder, and what PostgreSQL had to keep elsewhere; no other link is followed."""
    for path in folder.iterdir():
        if path.is_symlink():
            if path.resolve().name.startswith(ELSEWHERE):
                shutil.rmtree(path.resolve(), ignore_errors=True)
            path.unlink()
        elif path.is_dir():
            shutil.rmtree(path)
        elif path.name != keep:
            path.unlink()


@contextmanager
def held(lock: Path, refusal: str) -> Iterator[None]:
    """Hold a lock that ends with this process, however it ends."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(refusal) from None
        yield


def check_space(folder: Path) -> None:
    """Refuse early when the disk has too little room to work in."""
    if shutil.disk_usage(folder).free < SPACE_NEEDED:
        raise Problem(disk_full(folder))


def disk_full(folder: Path) -> str:
    """The sentence for a full disk."""
    return f"The disk that holds {folder} is full: make room (at least {SPACE_NEEDED // 1_000_000} MB) and start again."


def sentence_for(error: OSError) -> str:
    """The sentence for an operating system error that nobody foresaw more precisely."""
    folder = Path(error.filename or ROOT)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(folder)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{folder} may not be read or written by this account: change its owner, or set LOCAL_DIR."
    return f"{error.strerror or error}: {folder}."
