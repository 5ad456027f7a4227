"""Who a command acts as, and waiting for the work it asked for."""

import argparse
import time

from bangfu.organization.actor import Actor
from bangfu.organization.models import User
from bangfu.organization.queries import actor_for
from bangfu.rules.refusal import Refused
from bangfu.work.queries import JobRow, job_with_key
from bangfu.work.worker import Told, nobody, sweep

PATIENCE = 0.2   # seconds between two looks at a job that another worker took


def add_user(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """`--as`: a command sees and does what that person's post may, no more. Not `required` where a command can also do what shows nobody anything."""
    parser.add_argument("--as", dest="user", required=required, metavar="账号", help="以谁的岗位办理：只能看到、只能办这个岗位管的")


def actor(args: argparse.Namespace) -> Actor:
    """The person named by `--as` at their first post. Refused when nobody is named or there is none."""
    if args.user is None:
        raise Refused("请写明以谁的岗位看：--as 账号。")
    user = User.objects.filter(username=args.user, is_active=True).first()
    if user is None:
        raise Refused(f"没有“{args.user}”这个账号。")
    found = actor_for(user)
    if found.post_id is None:
        raise Refused(f"“{args.user}”现在没有在任的岗位。")
    return found


def waited_for(by: Actor, key: str, told: Told = nobody) -> JobRow:
    """The job asked for under a key, done here or by a worker that took it first. Refused with its own sentence when it failed. `told`: who hears how far
    it is."""
    while True:
        sweep(told=told)
        job = job_with_key(by, key)
        if job is None:
            raise Refused("没有这项工作。")
        if job.ended:
            break
        told(job.done, job.total, job.note)
        time.sleep(PATIENCE)
    if job.state != "done":
        raise Refused(job.error or f"这项工作{job.word}。")
    return job
