"""Components: a tag, the words of its colour, the pages of a list."""

from typing import Any, Final

from django import template
from django.core.paginator import Page

register = template.Library()

COLOURS: Final = {
    "draft": "grey",
    "submitted": "blue",
    "more_asked": "orange",
    "accepted": "green",
    "refused": "red",
    "withdrawn": "grey",
    "open": "green",
    "closed": "grey",
    "coming": "blue",
}


@register.inclusion_tag("components/state_tag.html")
def state_tag(state: str, label: str) -> dict[str, str]:
    """Show a state by its words; the colour only repeats them."""
    return {"colour": COLOURS[state], "label": label}


@register.inclusion_tag("components/pages.html")
def pages(page: "Page[Any]", query: str = "") -> dict[str, object]:
    """Show where one is in a list, and the way to its other pages."""
    return {"page": page, "query": query}


@register.inclusion_tag("components/errors.html")
def errors(form: Any) -> dict[str, object]:
    """Show all that is wrong in a form, each line leading to its field."""
    return {"form": form}
