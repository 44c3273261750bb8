"""The language model that the settings name."""

from rca_dashboard.cases.assistant.model import LanguageModel
from rca_dashboard.settings import Settings


def assistant_of(settings: Settings) -> LanguageModel | None:
    """Return the model, or None while the settings name none."""
    if not settings.llm_base_url:
        return None
    return LanguageModel(settings.llm_base_url, settings.llm_model, settings.llm_api_key)
