"""``mjpeg``: an IP camera (or our simulator) that sends JPEG pictures over HTTP without end."""

from __future__ import annotations

import contextlib
import functools
import http.client
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from drivers.camera.flow import SILENT_AFTER, FlowingCamera, WireLostError
from drivers.camera.multipart import MultipartDecoder, boundary_of
from drivers.camera.picture import decode_jpeg
from drivers.camera.settings import CameraAddressError, CameraSettings, read_authorization, resolve_url
from drivers.contract import DeviceKind, DeviceState, Identity

_CHUNK = 64 * 1024


class MjpegCamera(FlowingCamera):
    """One connection at a time; address and authorization are read anew for each."""

    def __init__(self, settings: CameraSettings) -> None:
        super().__init__(Identity(DeviceKind.CAMERA, "mjpeg"))
        self._settings = settings
        self._socket: socket.socket | None = None

    def _flow(self) -> None:
        with self._connection(SILENT_AFTER) as response:
            self._read(response, self._boundary(response))

    def _there(self, deadline: float) -> Identity:
        with self._connection(max(0.01, min(deadline, SILENT_AFTER))) as response:
            self._boundary(response)
        return self._identity

    @contextlib.contextmanager
    def _connection(self, timeout: float) -> Iterator[http.client.HTTPResponse]:
        """One request; what breaks it, also while its answer is read, comes out as WireLostError."""
        try:
            url = urlsplit(resolve_url(self._settings.address))
            authorization = read_authorization(self._settings)
            secure, host, port = url.scheme.lower() == "https", url.hostname or "", url.port
        except (CameraAddressError, ValueError) as error:
            raise WireLostError(DeviceState.NO_DEVICE, f"{error}; nothing was opened") from None
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(host, port, timeout=timeout)
        headers = {"Accept": "multipart/x-mixed-replace"}
        if authorization:
            headers["Authorization"] = authorization
        try:
            connection.connect()
            # Kept apart: http.client lets go of its socket once it hands the body to the response.
            self._socket = connection.sock
            path = (url.path or "/") + (f"?{url.query}" if url.query else "")
            connection.request("GET", path, headers=headers)
            with connection.getresponse() as response:
                yield response
        except TimeoutError:
            raise WireLostError(DeviceState.OFFLINE, "the camera is reachable and sends nothing") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise WireLostError(
                DeviceState.NO_DEVICE,
                f"the camera's connection broke or was refused ({type(error).__name__})",
            ) from None
        finally:
            self._socket = None
            connection.close()

    def _boundary(self, response: http.client.HTTPResponse) -> bytes:
        """Of the pictures that follow; the camera's identity is noted. Raises WireLostError for others."""
        boundary = boundary_of(response.headers.get("Content-Type", ""))
        if response.status != http.HTTPStatus.OK or boundary is None:
            raise WireLostError(
                DeviceState.HARDWARE_ERROR,
                f"what answers at the camera's address is no camera (HTTP {response.status}); left alone",
            )
        self._identity = Identity(
            DeviceKind.CAMERA,
            "mjpeg",
            model=response.headers.get("Server", "")[:64],
            serial=response.headers.get("X-Serial-Number", "")[:64],
        )
        return boundary

    def _read(self, response: http.client.HTTPResponse, boundary: bytes) -> None:
        decoder = MultipartDecoder(boundary)
        while not self._stopping.is_set():
            data = response.read1(_CHUNK)
            if not data:
                raise WireLostError(DeviceState.NO_DEVICE, "the camera closed the connection")
            parts = decoder.feed(data)
            if parts:
                self._arrived(functools.partial(decode_jpeg, parts[-1]))

    def _interrupt(self) -> None:
        wire = self._socket
        if wire is not None:
            with contextlib.suppress(OSError):  # it may be gone already, which is what was wanted
                wire.shutdown(socket.SHUT_RDWR)
