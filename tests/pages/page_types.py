"""One page of every type, in both languages."""

SWEDISH = (
    "index.html",
    "sv/omraden.html",
    "sv/omraden/2081R002.html",
    "sv/boende.html",
    "sv/behov.html",
    "sv/pengar.html",
    "sv/plan.html",
    "sv/loften.html",
    "sv/ansokan.html",
    "sv/metod.html",
    "sv/kallor.html",
    "sv/tillganglighet.html",
    "sv/kontakt.html",
    "sv/oppen-kallkod.html",
)
ENGLISH = (
    "en/index.html",
    "en/areas.html",
    "en/areas/2081R002.html",
    "en/living.html",
    "en/need.html",
    "en/money.html",
    "en/plan.html",
    "en/promises.html",
    "en/application.html",
    "en/method.html",
    "en/sources.html",
    "en/accessibility.html",
    "en/contact.html",
    "en/open-source.html",
)
EVERY = SWEDISH + ENGLISH
