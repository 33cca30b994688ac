"""From the state, the vault and the catalogue to what the screen shows. Decides nothing."""

from kiosk.runtime.presenter.present import Presenter

__all__ = ["Presenter"]
