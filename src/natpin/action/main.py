"""The action's main: reads the surroundings, runs one mode, tells its result everywhere, returns the exit status."""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stderr
from pathlib import Path
from typing import TextIO, cast

from natpin import __version__
from natpin.action import tree
from natpin.action.inputs import Mode, Sarif, read_inputs
from natpin.action.job import Job, safe_git
from natpin.action.result import Result
from natpin.errors import ConfigError, NatpinError, Refused
from natpin.github.admission import apply_refusal, sign_in_refusal
from natpin.github.client import Patience
from natpin.github.event import read_event
from natpin.github.guarded import GuardedText
from natpin.github.toolkit import Annotation, AnnotationKind, Toolkit
from natpin.reporters import neutral
from natpin.reporters.interface import ReportOptions
from natpin.reporters.sized import Section

CANNOT_RUN, BUG, INTERRUPTED = 2, 3, 130


def main(patience: Patience | None = None) -> int:
    """Run the action as its environment says. Never raises. ``patience``: with GitHub's API."""
    toolkit = Toolkit()
    # Whatever any library says on stderr is text: the runner obeys commands there, too.
    guarded = GuardedText(sys.stderr)
    with redirect_stderr(cast(TextIO, guarded)):
        try:
            return _run(toolkit, patience or Patience())
        except NatpinError as error:
            return _fail(toolkit, str(error), CANNOT_RUN)
        except KeyboardInterrupt:
            return _fail(toolkit, "interrupted", INTERRUPTED)
        except RecursionError:
            return _fail(toolkit, "an input is nested too deeply", CANNOT_RUN)
        except Exception:
            import traceback

            toolkit.raw(traceback.format_exc())
            return _fail(
                toolkit, f"this is a bug of natpin {__version__}; please report it with the log", BUG
            )
        finally:
            guarded.finish()


def _run(toolkit: Toolkit, patience: Patience) -> int:
    inputs = read_inputs(toolkit)
    event = read_event(os.environ)
    workspace = Path(os.environ.get("GITHUB_WORKSPACE") or ".").resolve()
    job = Job(toolkit, inputs, event, workspace, patience)
    for note in event.notes:
        toolkit.debug(note)
    try:
        with safe_git(workspace):
            _refuse(job)
            tree.confirm(job)
            result = _judged(job)
            _tell(job, result)
    finally:
        job.close()
    return result.status


def _judged(job: Job) -> Result:
    """A mode's result. A run that cannot judge says so where an earlier one has judged."""
    from natpin.action.comment import correct

    try:
        return _mode(job)
    except KeyboardInterrupt:
        raise
    except NatpinError as error:
        correct(job, str(error))
        raise
    except RecursionError:
        correct(job, "an input is nested too deeply")
        raise
    except Exception:
        correct(job, f"natpin {__version__} has failed; the job's log has the reason")
        raise


def _mode(job: Job) -> Result:
    match job.inputs.mode:
        case Mode.LINT:
            from natpin.action import lint

            return lint.run(job)
        case Mode.EGRESS:
            from natpin.action import egress

            return egress.run(job)
        case Mode.PLAN:
            from natpin.action import plan

            return plan.run(job)
        case Mode.APPLY:
            from natpin.action import apply

            return apply.run(job)
        case Mode.DRIFT:
            from natpin.action import drift

            return drift.run(job)


def _refuse(job: Job) -> None:
    """With credentials, natpin.yaml says which subscription is read; a stranger's must not."""
    if job.inputs.mode is Mode.APPLY:
        azure = job.inputs.azure
        reason = apply_refusal(job.event, environment=azure.environment, anyway=azure.apply_anyway)
    else:
        reason = sign_in_refusal(job.event, job.inputs.mode.value) if job.touches_azure else None
    if reason is not None:
        raise Refused(reason)


def _tell(job: Job, result: Result) -> None:
    """Every channel, from the surest to the least sure. None of them changes the exit status."""
    from natpin.action import annotate, code_scanning, outputs
    from natpin.action.approval import record
    from natpin.action.comment import comment

    with job.toolkit.group(f"natpin {__version__} {job.inputs.mode.value}"):
        job.toolkit.raw(result.log)
    sarif = ""
    if result.render is not None and job.inputs.telling.sarif is not Sarif.OFF:
        # Code scanning would raise alerts for what is suppressed.
        sarif = result.render("sarif", ReportOptions(show_suppressed=False, category=job.category))
    told = dict(result.outputs) | {"exit-status": str(result.status)}
    told |= _write_reports(job, result, sarif)
    if job.inputs.telling.summary:
        _summarize(job, result, told.get("report-html", ""))
    told["comment-url"] = comment(job, result)
    result.also()
    if result.check is not None:
        record(job, result.check)
    if sarif:
        code_scanning.upload(job, sarif)
    outputs.set_outputs(job, told)
    if job.notices:
        job.toolkit.annotate(Annotation(AnnotationKind.NOTICE, _notice(job), "natpin"))
    if result.report is not None and job.inputs.telling.annotations:
        annotate.annotate(job, result.report)


def _notice(job: Job) -> str:
    said = "; ".join(dict.fromkeys(job.notices))
    return f"{said[:1].upper()}{said[1:]}. The result below is complete, and the exit status speaks of findings alone."


def _write_reports(job: Job, result: Result, sarif: str) -> dict[str, str]:
    from natpin.commands.report_files import write_files

    suffix = {"markdown": "md", "text": "txt", "junit": "junit.xml", "codequality": "codequality.json"}
    named = {f"report-{name}": f"natpin.{suffix.get(name, name)}" for name in job.inputs.telling.formats}
    contents: dict[str, str] = {}
    if result.render is not None:
        options = ReportOptions(source_url=job.source_url)
        for name in job.inputs.telling.formats:
            contents[named[f"report-{name}"]] = result.render(name, options)
        if sarif:
            named["report-sarif"] = "natpin.sarif"
            contents["natpin.sarif"] = sarif
    contents |= {file.name: file.content for file in result.files}
    clean = {name: job.toolkit.redactor(content) for name, content in contents.items()}
    try:
        paths = write_files(job.workspace, job.inputs.telling.folder, clean)
    except (ConfigError, OSError) as error:
        job.notices.append(f"report files could not be written ({neutral.terminal(str(error))})")
        return {}
    told = {output: paths[name] for output, name in named.items() if name in paths}
    for file in result.files:
        if file.output:
            told[file.output] = "\n".join(filter(None, (told.get(file.output), paths[file.name])))
    return told


def _summarize(job: Job, result: Result, page: str) -> None:
    """``page``: the report as a page, workspace-relative; empty where none was written."""
    from natpin.github.toolkit import SUMMARY_LIMIT
    from natpin.reporters.sized import document

    try:
        job.toolkit.summary(document((*result.summary, *_linked(job, page)), SUMMARY_LIMIT - 1_000))
    except OSError as error:
        job.notices.append(f"the job summary could not be written ({error.strerror})")


def _linked(job: Job, page: str) -> tuple[Section, ...]:
    """Where the page is. The workflow uploads it after this step, so the artifact has no address of its own yet."""
    if not page:
        return ()
    run = job.event.run_url
    where = f"[the artifacts of this run]({run}#artifacts)" if neutral.is_address(run) else "its artifacts"
    said = f"The whole report as a page: {neutral.code(page)}, in {where} if the workflow uploads it."
    return (Section("", said),)


def _fail(toolkit: Toolkit, message: str, status: int) -> int:
    text = "\n".join(neutral.terminal(line) for line in message.split("\n"))
    toolkit.annotate(Annotation(AnnotationKind.ERROR, text, "natpin could not run"))
    try:
        toolkit.summary(f"## natpin\n\n❌ **Could not run**: {neutral.prose(message)}")
        toolkit.output("exit-status", str(status))
    except OSError:
        pass
    return status
