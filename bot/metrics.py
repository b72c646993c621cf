"""What is measured: counts and times by kind, never content, never a person, a number or a place."""

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()

EVENTS = Counter(
    "langnghe_events",
    "What came in, by channel and what became of it: taken, slowed, repeated, stumbled, not_kept, ignored, refused.",
    ["channel", "outcome"],
    registry=REGISTRY,
)
MESSAGES = Counter(
    "langnghe_messages",
    "What went out, by channel, lane and outcome: sent, later, throttled, diverted, answered, dead, redirected.",
    ["channel", "lane", "outcome"],
    registry=REGISTRY,
)
COPIES = Counter(
    "langnghe_campaign_copies",
    "Copies of campaigns, by channel and what became of them: sent, waiting, failed, skipped, unsure.",
    ["channel", "fate"],
    registry=REGISTRY,
)
SEND_SECONDS = Histogram(
    "langnghe_send_seconds", "How long a channel took to take a message.", ["channel"], registry=REGISTRY
)
JOBS = Counter("langnghe_jobs", "Jobs on the writer, by outcome: done, failed.", ["outcome"], registry=REGISTRY)
COMMITS = Counter("langnghe_commits", "Commits of the writer; each serves one job or a group.", registry=REGISTRY)
ZALO_ERRORS = Counter(
    "langnghe_zalo_errors", "Errors that Zalo answered, by class; unknown: a new code.", ["outcome"], registry=REGISTRY
)
VARIANTS = Counter(
    "langnghe_zalo_variants",
    "Which of several documented shapes Zalo sends: what differs, and which one came.",
    ["what", "variant"],
    registry=REGISTRY,
)
