"""Words of the forms that do not come from the grid, in French and English."""

from collections.abc import Mapping

from barometer.core.grids.model import Text

STATE_WORDS: Mapping[str, Text] = {
    "yes": Text("Oui", "Yes"),
    "no": Text("Non", "No"),
    "measured": Text("Mesuré", "Measured"),
    "not_applicable": Text("Sans objet", "Not applicable"),
    "not_observed": Text("Non observé", "Not observed"),
    "censored": Text("Pas de réponse à la fin du terrain", "No reply by the end of field work"),
}

UNIT_WORDS: Mapping[str, Text] = {
    "rings": Text("sonneries", "rings"),
    "seconds": Text("secondes", "seconds"),
    "minutes": Text("minutes", "minutes"),
    "hours": Text("heures", "hours"),
    "days": Text("jours", "days"),
    "working_days": Text("jours ouvrés", "working days"),
    "working_hours": Text("heures ouvrées", "working hours"),
    "count": Text("nombre", "number"),
    "share": Text("%", "%"),
    "clicks": Text("clics", "clicks"),
    "screens": Text("écrans", "screens"),
    "pages": Text("pages", "pages"),
    "months": Text("mois", "months"),
    "points": Text("points", "points"),
}

BODY = Text("Structure auditée", "Audited body")
BODY_HINT = Text(
    "Son code, tel qu’il figure sur votre ordre de mission", "Its code, as in your brief"
)
AUDITOR = Text("Votre code d’auditeur", "Your auditor code")
AUDITOR_HINT = Text("Jamais votre nom", "Never your name")
DONE_ON = Text("Date de l’audit", "Day of the audit")
SCENARIO = Text("Scénario", "Scenario")
IDENTITY = Text("Audit", "Audit")
COMMENT = Text("Commentaire sur l’audit", "Comment on the audit")
COMMENT_HINT = Text(
    "Des faits\u202f; ni nom ni signalement d’un agent",
    "Facts; neither name nor description of a member of staff",
)
PERSONA = Text("Votre personnage", "Your persona")
SCRIPT = Text("Votre demande", "Your request")
FORBIDDEN = Text("À ne jamais faire", "Never do this")
EVIDENCE = Text("Preuve", "Proof")
CODE_MESSAGE = Text("Un code, sans espace", "A code, without spaces")
EXCLUSIVE_MESSAGE = Text("Cette réponse exclut les autres", "This answer excludes the others")
VALUE = Text("Valeur", "Value")
BETWEEN = Text("Entre {low} et {high}", "Between {low} and {high}")
AT_LEAST = Text("Au moins {low}", "At least {low}")


def pick(language: str, text: Text) -> str:
    """Return the words in a language, ``fr`` or ``en``; in French where English is missing."""
    words = text.en if language == "en" and text.en else text.fr
    # A dollar and a brace begin a reference to a question in a form, which a label never means.
    return words.replace("${", "$ {")


def join(separator: str, *texts: Text) -> Text:
    """Return texts one after the other in each language, empty ones left out."""
    return Text(
        separator.join(text.fr for text in texts if text.fr),
        separator.join(pick("en", text) for text in texts if text.fr),
    )
