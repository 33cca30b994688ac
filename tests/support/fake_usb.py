"""A backend of pyusb without any USB: one device with bulk endpoints, whose far end is given by a test."""

from __future__ import annotations

import errno
import queue
from array import array
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core


class FakeUsb(usb.backend.IBackend):  # type: ignore[misc]
    """``heard`` is called (in a thread) with what the host writes; ``say`` queues what it reads."""

    def __init__(self, vendor: int, product: int, heard: Callable[[bytes], None], bulk: bool = True) -> None:
        self.vendor, self.product, self.heard, self.bulk = vendor, product, heard, bulk
        self.plugged = True
        self.kernel_driver = True
        self.claimed = self.refuse = False
        self._said: queue.Queue[bytes] = queue.Queue()

    def say(self, data: bytes) -> None:
        for start in range(0, len(data), 64):
            self._said.put(data[start : start + 64])

    def _must_be_there(self) -> None:
        if not self.plugged:
            raise usb.core.USBError("No such device", None, errno.ENODEV)

    def enumerate_devices(self) -> Iterator[object]:
        if self.plugged:
            yield self

    def get_device_descriptor(self, dev: object) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=self.vendor, idProduct=self.product,
            bcdDevice=0x100, iManufacturer=0, iProduct=0, iSerialNumber=0, bNumConfigurations=1,
            address=4, bus=1, port_number=1, port_numbers=(1,), speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: object, config: int) -> Any:
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0x80, bMaxPower=50, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: object, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=2,
            bInterfaceClass=0xFF, bInterfaceSubClass=0, bInterfaceProtocol=0, iInterface=0,
            extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: object, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(0x81, 0x02)[ep],
            bmAttributes=2 if self.bulk else 3, wMaxPacketSize=64, bInterval=0, bRefresh=0,
            bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: object) -> object:
        self._must_be_there()
        if self.refuse:
            raise usb.core.USBError("Access denied", None, errno.EACCES)
        return self

    def close_device(self, handle: object) -> None: ...

    def get_configuration(self, handle: object) -> int:
        return 1

    def set_configuration(self, handle: object, value: int) -> None: ...

    def claim_interface(self, handle: object, intf: int) -> None:
        self.claimed = True

    def release_interface(self, handle: object, intf: int) -> None:
        self.claimed = False

    def is_kernel_driver_active(self, handle: object, intf: int) -> bool:
        return self.kernel_driver

    def detach_kernel_driver(self, handle: object, intf: int) -> None:
        self.kernel_driver = False

    def bulk_write(self, handle: object, ep: int, intf: int, data: Any, timeout: int) -> int:
        self._must_be_there()
        self.heard(bytes(data))
        return len(data)

    def bulk_read(self, handle: object, ep: int, intf: int, buffer: array[int], timeout: int) -> int:
        self._must_be_there()
        try:
            data = self._said.get(timeout=min(timeout / 1000, 0.05))
        except queue.Empty:
            self._must_be_there()
            raise usb.core.USBTimeoutError("Operation timed out", None, errno.ETIMEDOUT) from None
        buffer[: len(data)] = array("B", data)
        return len(data)
