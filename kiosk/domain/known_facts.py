"""What a back end may know of a person already, so that it is not asked again (prefilled, read-only)."""

from __future__ import annotations

from enum import StrEnum


class KnownFact(StrEnum):
    """The names that ``prefill`` of a field may have; an opening answers with values in canonical form."""

    PHONE = "phone"
    ETHNICITY = "ethnicity"  # GB/T 3304
    HUKOU_CITY = "hukou.city"  # as of the dictionary province_city
    HUKOU_DISTRICT = "hukou.district"  # GB/T 2260
    HUKOU_STREET = "hukou.street"
    HUKOU_COMMITTEE = "hukou.committee"
    HUKOU_ADDRESS = "hukou.address"
    HUKOU_POSTCODE = "hukou.postcode"
    LIVE_CITY = "live.city"
    LIVE_DISTRICT = "live.district"
    LIVE_STREET = "live.street"
    LIVE_COMMITTEE = "live.committee"
    LIVE_ROAD = "live.road"
    LIVE_ADDRESS = "live.address"
    LIVE_POSTCODE = "live.postcode"
    PENSION_ACCOUNT = "pension.account"  # bank and masked account, for reading only
    DISABILITY_KIND = "disability.kind"
    DISABILITY_CERTIFICATE = "disability.certificate"
    DISABILITY_GRADE = "disability.grade"
    EDUCATION = "education"
    EMPLOYER = "employer"
    DRIVING_LICENCE = "driving.licence"
    DRIVING_FILE = "driving.file"
    CREDENTIAL = "credential"  # the document or code of this session, of a field that wants it presented
