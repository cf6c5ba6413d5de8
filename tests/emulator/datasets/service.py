"""The emulated service as these tests use it: JSON in, JSON out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import orjson
from modelarts_emulator.testing import LocalEmulator

BUCKET = "demo-bucket"
INPUT = f"/{BUCKET}/flowers/input/"
OUTPUT = f"/{BUCKET}/flowers/output/"

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)

VOC = """<annotation><folder>NA</folder><filename>{name}</filename>
<size><width>100</width><height>80</height><depth>3</depth></size><segmented>0</segmented>{objects}</annotation>"""
VOC_BOX = """<object><name>{label}</name><pose>Unspecified</pose><truncated>0</truncated><occluded>0</occluded>
<difficult>0</difficult><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>30</xmax><ymax>40</ymax></bndbox></object>"""


def voc(name: str, *labels: str) -> bytes:
    """A PASCAL VOC file with one box for each label."""
    return VOC.format(name=name, objects="".join(VOC_BOX.format(label=label) for label in labels)).encode()


class RefusedError(Exception):
    """The service answered with an error."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.code = body["error_code"].removeprefix("ModelArts.")
        self.message = body["error_msg"]


class Service:
    """A project of an emulator under a manual clock."""

    def __init__(self, emulator: LocalEmulator, project_id: str = "") -> None:
        self.emulator = emulator
        self.base = f"/v2/{project_id or emulator.project_id}/datasets"

    def call(self, method: str, path: str = "", body: Any = None, **query: Any) -> Any:
        """Send a request; raises `RefusedError` for an error."""
        wanted = {name: str(value).lower() if isinstance(value, bool) else value for name, value in query.items()}
        target = self.base + path + (f"?{urlencode(wanted)}" if wanted else "")
        sent = b"" if body is None else orjson.dumps(body)
        headers = {"content-type": "application/json"} if sent else {}
        reply = self.emulator.request(method, target, body=sent, headers=headers)
        held: Any = orjson.loads(reply.body) if reply.body else None
        if reply.status >= 400:
            raise RefusedError(reply.status, held)
        return held

    def refusal(self, method: str, path: str = "", body: Any = None, **query: Any) -> RefusedError:
        """Send a request that must be refused and return how."""
        try:
            answer = self.call(method, path, body, **query)
        except RefusedError as refused:
            return refused
        raise AssertionError(f"{method} {path} was accepted: {answer}")

    def put_file(self, name: str, data: bytes = PNG) -> None:
        """Put one file below the input folder."""
        self.emulator.put_object(INPUT + name, data)

    def put_images(self, *names: str) -> None:
        """Put tiny images below the input folder."""
        for name in names:
            self.put_file(name)

    def settle(self) -> int:
        """Let all waiting tasks finish."""
        return self.emulator.advance()

    def create(self, name: str = "flowers", *, settle: bool = True, **request: Any) -> str:
        """Create a dataset and return its id."""
        body = new_dataset(name, **request)
        dataset_id: str = self.call("POST", body=body)["dataset_id"]
        if settle:
            self.settle()
        return dataset_id

    def show(self, dataset_id: str) -> dict[str, Any]:
        """Details of a dataset."""
        shown: dict[str, Any] = self.call("GET", f"/{dataset_id}")
        return shown

    def publish(self, dataset_id: str, *, settle: bool = True, **request: Any) -> str:
        """Publish a version and return its id."""
        version_id: str = self.call("POST", f"/{dataset_id}/versions", body=request)["version_id"]
        if settle:
            self.settle()
        return version_id

    def version(self, dataset_id: str, version_id: str) -> dict[str, Any]:
        """Details of a version."""
        shown: dict[str, Any] = self.call("GET", f"/{dataset_id}/versions/{version_id}")
        return shown

    def manifest(self, dataset_id: str, version_id: str) -> list[dict[str, Any]]:
        """Lines of a version's manifest."""
        path = self.version(dataset_id, version_id)["manifest_path"]
        return [orjson.loads(line) for line in self.emulator.get_object(path).splitlines()]


def new_dataset(name: str = "flowers", **request: Any) -> dict[str, Any]:
    """A request to create a dataset over the input folder."""
    return {
        "dataset_name": name,
        "dataset_type": 0,
        "data_sources": [{"data_type": 0, "data_path": INPUT}],
        "work_path": OUTPUT,
        "work_path_type": 0,
        **request,
    }
