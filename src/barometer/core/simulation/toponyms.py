"""Names of places that do not exist."""

from itertools import product

FIRST = (
    "Bri", "Clau", "Cro", "Dru", "Fau", "Glo", "Jau", "Klé", "Lou", "Mau", "Nau", "Pru", "Quin",
    "Rau", "Sau", "Tri", "Var", "Vou", "Zé", "Gri",
)  # fmt: skip
MIDDLE = ("bel", "dor", "fan", "gol", "lim", "mir", "nov", "pal", "rix", "sol", "tan", "vex")
LAST = ("aumont", "ebourg", "ivelle", "ognac", "urange", "ézieu", "impré", "oulmes")
RIVERS = (
    "", "-sur-Ysane", "-sur-Vorle", "-lès-Brumes", "-en-Falmoie", "-sous-Orvent", "-sur-Quelle",
    "-le-Clos-Gris", "-la-Haute-Tuile", "-les-Sept-Ormeaux", "-en-Drésie", "-sur-Oustre",
    "-lès-Marnois", "-sous-Colvert", "-en-Bruyois", "-sur-Jarelle", "-la-Lande-Bleue",
    "-le-Vieux-Sault", "-en-Tournaux", "-sur-Lizaine-Morte",
)  # fmt: skip

SIMPLE_NAMES = tuple("".join(parts) for parts in product(FIRST, MIDDLE, LAST))
"""All invented names without complement; none is that of a French commune (a test checks it)."""


def name_place(position: int) -> str:
    """Return the invented name of the place at a position; different for the first 38,400.

    Source: Method, section 12.

    Example:
        >>> name_place(0), name_place(1) == name_place(0)
        ('Bribelaumont', False)
    """
    simple = SIMPLE_NAMES[position * 1009 % len(SIMPLE_NAMES)]
    return simple + RIVERS[position // len(SIMPLE_NAMES) % len(RIVERS)]
