"""bangfu serve: pages and worker, as two child processes that live and end together."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from bangfu.config.answer import answer
from bangfu.config.commands.init import missing_migrations
from bangfu.config.owning import must_be_walled
from bangfu.rules.refusal import Refused
from bangfu.sealing.present import must_open

PATIENCE = 30.0   # seconds for the pages to answer, and for a child to end by itself
PORTS_TRIED = 50
MOST_PROCESSES = 4   # by itself; a machine that serves a county has work for the other cores


def add(parser: argparse.ArgumentParser) -> None:
    """serve [--port] [--host] [--processes] [--no-worker]"""
    parser.add_argument("--port", type=int, default=8000, metavar="端口", help="端口，默认 8000；被占用时用后面第一个空闲的")
    parser.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听地址，默认只有本机能访问；全部网卡写 0.0.0.0，并设好 BANGFU_HOSTS")
    parser.add_argument("--processes", type=_some, default=_processes(), metavar="进程数", help="几个进程同时给出页面，默认每个处理器核一个，最多 4 个")
    parser.add_argument("--no-worker", action="store_true", help="不启动后台任务（另外用 bangfu worker 启动时）")


def run(args: argparse.Namespace) -> int:
    """Serves until Ctrl-C, or until one of the two ends; then ends the other. Refused when the database is not as this version needs it."""
    if missing_migrations():
        raise Refused("数据库还没有准备好。请先运行 bangfu init。")
    must_be_walled()
    must_open()
    port = free_port(args.host, args.port)
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):   # also where a shell had SIGINT ignored
        signal.signal(ending, _stop)
    children: list[subprocess.Popen[bytes]] = []
    try:
        children += [subprocess.Popen(line, process_group=0, stdout=sys.stderr) for line in _command_lines(args, port)]
        if _it_answers(args.host, port, children):
            _say_where(args, port)
        return _until_one_ends(children)
    except KeyboardInterrupt:
        return 0
    finally:
        _end(children)


def _processes() -> str:
    """As set, or as fits the machine: Python computes in one thread of a process at a time, and people who open pages at once would wait for one another."""
    return os.environ.get("BANGFU_PROCESSES") or str(min(len(os.sched_getaffinity(0)), MOST_PROCESSES))


def _some(words: str) -> int:
    if not words.isdigit() or not int(words):
        raise argparse.ArgumentTypeError(f"进程数要填 1 以上的整数，不是“{words}”")
    return int(words)


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the first free one after it. Refused when none of the next fifty is."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket() as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind((host, port))
            except PermissionError as error:
                raise Refused(f"没有权限使用端口 {port}。请换一个 1024 以上的端口：--port 8000。") from error
            except OSError:
                continue
            return port
    raise Refused(f"端口 {wanted} 起的 {PORTS_TRIED} 个都被占用，或地址 {host} 不是本机的。请换一个：--port 9000。")


def _command_lines(args: argparse.Namespace, port: int) -> list[list[str]]:
    pages = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", args.host, "--port", str(port), "--workers", str(args.processes),
        "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "bangfu.config.wsgi:application",
    ]
    worker = [sys.executable, "-m", "bangfu.config.command", "worker"]
    return [pages] if args.no_worker else [pages, worker]


def _it_answers(host: str, port: int, children: Sequence[subprocess.Popen[bytes]]) -> bool:
    """Waits for the pages; False when one of the two has ended instead."""
    until = time.monotonic() + PATIENCE
    while all(child.poll() is None for child in children):
        with socket.socket() as visitor:
            if visitor.connect_ex((_reached_at(host), port)) == 0:
                return True
        if time.monotonic() > until:
            raise RuntimeError("the pages did not come up; what the server said stands above")
        time.sleep(0.1)
    return False


def _reached_at(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "") else host   # noqa: S104 - compared with, not bound to


def _say_where(args: argparse.Namespace, port: int) -> None:
    address = f"http://{_reached_at(args.host)}:{port}/"
    moved = f"端口 {args.port} 已被占用，改用 {port}。\n" if port != args.port else ""
    answer(args, f"{moved}请用浏览器打开 {address}　（按 Ctrl-C 停止）", address=address, port=port, worker=not args.no_worker)


def _until_one_ends(children: Sequence[subprocess.Popen[bytes]]) -> int:
    while True:
        for child in children:
            if child.poll() is not None:
                print(f"{'后台任务' if child is not children[0] else '网页服务'}意外停止，全部停下。", file=sys.stderr)
                return 3
        time.sleep(0.2)


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Asks each child to end; after its patience, or when it has left children of its own behind, ends its whole group."""
    for child in children:
        child.terminate()
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(PATIENCE)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
