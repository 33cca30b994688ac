"""The kinds of records that 人社 keeps of a person, and what the demo's data say of them."""

from __future__ import annotations

from typing import Final

PENSION_AWARD: Final = "pension_award"  # Award.data()
PENSION_ACCOUNT: Final = "pension_account"  # {bank, number, since: month}; the newest counts
RESIDENTS_AWARD: Final = "residents_pension_award"
RESIDENTS_CONTRIBUTION: Final = "residents_pension_contribution"  # {year, level, subsidy, paid_on}
ELSEWHERE: Final = "hukou_elsewhere"  # {}: 来沪人员
TERMINATION: Final = "employment_ended"  # {on}: 退工
UNEMPLOYED: Final = "unemployment_registration"  # {number, cause, since, until}; the newest counts
FLEXIBLE: Final = (
    "flexible_employment"  # {number, form, since, until}; the newest counts, until "" while it runs
)
BENEFIT: Final = "unemployment_benefit"  # {on, months, monthly}
JOB_SUBSIDY: Final = "job_subsidy"  # {on}
INSURANCE_SUBSIDY: Final = "insurance_subsidy"  # {on}
DIFFICULTY: Final = "employment_difficulty"  # {since, until}: 就业困难人员认定
POINTS: Final = "residence_points"  # {items: [{item, points}], approved_on, until}
SOCIAL_CARD: Final = "social_card"  # {number, state, issued_on}; the newest counts
WORKER: Final = "worker_data"  # {mobile, address, education}
APPLICATION: Final = "social_insurance_application"  # {number, business, on, state}
