"""All settings of Reflector, read from the environment or a `.env` file beside manage.py.

With nothing set: SQLite, files under `var/`, the embedded speech model and summariser, no connection to anybody.
docs/settings.md tells what each one means.
"""

import os
import secrets
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

from reflector_site import env, logs

BASE_DIR = Path(__file__).resolve().parent.parent
try:
    load_dotenv(BASE_DIR / ".env")
except (OSError, UnicodeDecodeError) as error:
    raise ImproperlyConfigured(f"The file {BASE_DIR / '.env'} cannot be read: {error}") from error

DATA_DIR = Path(env.text("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()


_DATABASE_ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
_DATABASE_ADDRESSES = "write sqlite:////path/to/file or postgres://user:password@host:5432/name"


def _data_folder(name: str = "") -> Path:
    """DATA_DIR, or the folder of this name in it, made where it is missing."""
    folder = DATA_DIR / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        where = f" ({folder})" if name else ""
        raise ImproperlyConfigured(f"DATA_DIR={str(DATA_DIR)!r} cannot be used: {error.strerror}{where}") from error
    return folder


def _secret_key() -> str:
    """The key from the environment, else one made at the first start and kept under DATA_DIR."""
    given = env.text("DJANGO_SECRET_KEY")
    if given:
        return given
    file = _data_folder() / "secret_key"
    try:
        if not file.exists():
            _make_secret_key(file)
        kept = file.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"The secret key in {file} cannot be used: {error.strerror}") from error
    return kept or env.required("DJANGO_SECRET_KEY", why=f"{file} is empty; remove it")


def _make_secret_key(file: Path) -> None:
    """Write a new key to a file beside `file` and link it, so that processes starting at once all read the same key."""
    descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix="secret_key-")  # readable by its owner alone
    try:
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        Path(draft).unlink()


def _database(url: str) -> dict[str, object]:
    """Django's entry for a DATABASE_URL; SQLite in the one mode that several processes can write in.

    Without an address it is a file in DATA_DIR, whose path may hold what would mean something in an address.
    """
    try:
        database = dict(dj_database_url.parse(url or "sqlite://", conn_max_age=60, conn_health_checks=True))
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"DATABASE_URL is not a database address: {_DATABASE_ADDRESSES}") from error
    if not url:
        database["NAME"] = str(_data_folder() / "reflector.sqlite3")
    if not database["NAME"]:
        raise ImproperlyConfigured(f"DATABASE_URL names no database: {_DATABASE_ADDRESSES}")
    if database["ENGINE"] not in _DATABASE_ENGINES:
        raise ImproperlyConfigured(f"DATABASE_URL names a database Reflector cannot use: {_DATABASE_ADDRESSES}")
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # A deferred transaction that reads and then writes fails at once when another writer was there; IMMEDIATE
        # waits in line at BEGIN. NORMAL: a killed process loses nothing, a power cut may lose the last commits.
        # Connections are kept as on PostgreSQL: when the last one closes, SQLite writes its whole log back, and a
        # webhook whose request opens and closes one takes 30 ms instead of 1.5 (two busy cores).
        database["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16000;",
        }
        # In memory (Django's default for tests) no second process and no live server thread sees the rows.
        database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    return database


SECRET_KEY = _secret_key()
DEBUG = env.flag("DJANGO_DEBUG", default=False)
PUBLIC_URL = env.site("PUBLIC_URL", default="http://localhost:8000")
ALLOWED_HOSTS = env.words(
    "DJANGO_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", urlsplit(PUBLIC_URL).hostname or "localhost"]
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "transcripts",
    "recordings",
    "meetings",
    "rooms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "reflector_site.apps.TokensConfig",
    "drf_spectacular",
    "django_q",
    "reflector_site.apps.ReflectorSiteConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "reflector_site.urls"
WSGI_APPLICATION = "reflector_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": _database(env.text("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Rendered pages, for all processes of the site. In files, since a cache in the database writes when it is read.
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(DATA_DIR / "cache" / "pages"),
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
    # For moments, of each process of its own.
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "memory"},
    # The queue's guard writes a status twice a second: never into the database.
    "queue": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "queue"},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
FORMAT_MODULE_PATH = "reflector_site.formats"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = _data_folder("static")  # WhiteNoise warns of a folder that is not there
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True  # no collectstatic needed before the first start

_https = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
# Only a proxy that ends TLS can be in front of an https address; it must set this header, and pass on no other's.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # whether sub-domains are https as well is not ours to promise
    "security.W008",  # the proxy that ends TLS redirects to it; this process never sees http from outside
    "security.W021",  # nor is entering the browsers' preload list
]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

REST_FRAMEWORK = {
    # The first one says how to sign in: with a token, answered by a 401 without one.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "reflector_site.api_reading.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PARSER_CLASSES": [
        "reflector_site.api_reading.SoundJSON",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "EXCEPTION_HANDLER": "reflector_site.api_refusals.answer_to",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "reflector_site.api_browsing.PlainPages",
    ],
    "DEFAULT_PAGINATION_CLASS": "reflector_site.api.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Reflector",
    "DESCRIPTION": "Rooms, meetings, recordings and transcripts. Times are seconds; dates are ISO 8601 in UTC.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "reflector_site.api_document.with_refusals",
    ],
}

# Daily and Whereby, the platforms that record.
DAILY_API_KEY = env.key("DAILY_API_KEY")
DAILY_API_URL = env.url("DAILY_API_URL", default="https://api.daily.co/v1")
DAILY_WEBHOOK_SECRET = env.text("DAILY_WEBHOOK_SECRET")
DAILYCO_STORAGE_AWS_BUCKET_NAME = env.text("DAILYCO_STORAGE_AWS_BUCKET_NAME")
DAILYCO_STORAGE_AWS_REGION = env.name("DAILYCO_STORAGE_AWS_REGION")
DAILYCO_STORAGE_AWS_ROLE_ARN = env.text("DAILYCO_STORAGE_AWS_ROLE_ARN")
WHEREBY_API_KEY = env.key("WHEREBY_API_KEY")
WHEREBY_API_URL = env.url("WHEREBY_API_URL", default="https://api.whereby.dev/v1")
WHEREBY_WEBHOOK_SECRET = env.text("WHEREBY_WEBHOOK_SECRET")
WHEREBY_STORAGE_AWS_BUCKET_NAME = env.text("WHEREBY_STORAGE_AWS_BUCKET_NAME")

# Where recordings lie, and where our own audio goes.
AWS_ACCESS_KEY_ID = env.key("AWS_ACCESS_KEY_ID")
AWS_SECRET_ACCESS_KEY = env.text("AWS_SECRET_ACCESS_KEY")
AWS_ENDPOINT_URL_S3 = env.url("AWS_ENDPOINT_URL_S3")
TRANSCRIPT_STORAGE_AWS_BUCKET_NAME = env.text("TRANSCRIPT_STORAGE_AWS_BUCKET_NAME")
TRANSCRIPT_STORAGE_AWS_REGION = env.name("TRANSCRIPT_STORAGE_AWS_REGION")
RECORDINGS_DIR = Path(env.text("RECORDINGS_DIR")).resolve() if env.text("RECORDINGS_DIR") else None


def _audio_storage() -> dict[str, object]:
    """Our own audio: a bucket when one is named, else a folder."""
    if not TRANSCRIPT_STORAGE_AWS_BUCKET_NAME:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(DATA_DIR / "audio"), "file_permissions_mode": 0o600},
        }
    options = {
        "bucket_name": TRANSCRIPT_STORAGE_AWS_BUCKET_NAME,
        "access_key": AWS_ACCESS_KEY_ID or None,
        "secret_key": AWS_SECRET_ACCESS_KEY or None,
        "endpoint_url": AWS_ENDPOINT_URL_S3 or None,
        "region_name": TRANSCRIPT_STORAGE_AWS_REGION or None,
        "default_acl": "private",
        "file_overwrite": True,
    }
    return {"BACKEND": "reflector_site.bucket.AudioBucket", "OPTIONS": options}


STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(DATA_DIR)}},
    "audio": _audio_storage(),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}


def _most_memory_mb() -> int:
    """Four fifths of the machine's memory; no limit with a graphics card, whose driver maps more than it uses."""
    machine_mb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    return machine_mb * 4 // 5 if WHISPER_DEVICE == "cpu" else 0


# Speech and language models.
_COMPUTE_TYPES = ("auto", "int8", "int8_float32", "int8_float16", "int8_bfloat16", "float16", "bfloat16", "float32")
WHISPER_MODEL = env.text("WHISPER_MODEL", default="base")
WHISPER_DEVICE = env.choice("WHISPER_DEVICE", default="cpu", among=("cpu", "cuda", "auto"))
WHISPER_COMPUTE_TYPE = env.choice("WHISPER_COMPUTE_TYPE", default="auto", among=_COMPUTE_TYPES)
SPEECH_ENGINE = "transcripts.speech.child"
SPEECH_WORKERS = env.number("SPEECH_WORKERS", default=os.cpu_count() or 1, least=1, most=64)
SPEECH_MEMORY_MB = env.number("SPEECH_MEMORY_MB", default=_most_memory_mb(), least=0, most=4_000_000)
LLM_URL = env.url("LLM_URL")
LLM_MODEL = env.text("LLM_MODEL")
LLM_API_KEY = env.key("LLM_API_KEY")

# How long the parts of the work wait for one another; docs/pipeline.md says what each is for.
STEP_LEASE_S = 90
STEP_FIRST_PAUSE_S = 20
STEP_HINT_AGE_S = 60
SWEEP_EVERY_S = 60
SPEECH_SILENCE_S = 600
LONG_LIMIT_S = 6 * 3_600
QUEUE_SILENCE_S = 120  # schedules fire up to 30 s late

# Under which name this machine's workers are known to `manage.py health`.
HOST_NAME = env.name("HOST_NAME", default=socket.gethostname()[:64] or "localhost")

# `manage.py qcluster` serves the queue `quick`; with Q_CLUSTER_NAME=speech it serves `speech`.
Q_CLUSTER = {
    "name": "reflector",  # signs the payloads; renaming it strands what is queued
    "cluster_name": "quick",
    "broker_class": "reflector_site.broker.HostBroker",
    "orm": "default",  # the business tables' own database, so that a hint commits with what it is about
    "cache": "queue",
    "workers": 2,  # of which one at most is at what may take hours; those calls have a limit of their own
    "timeout": 600,
    # Above timeout x (1 + ceil((queue_limit + bulk) / workers)) + 30, so that nothing is handed out again while it
    # runs; a long fetch is, and that does no harm. Recovery after a crash is the sweeper's business and does not wait
    # for this.
    "retry": 2_460,
    "queue_limit": 4,
    "bulk": 1,
    "ack_failures": True,  # trying again is our policy, counted and spaced in our rows
    "max_attempts": 1,
    "save_limit": 100,
    "recycle": 200,
    "poll": 0.5,
    "catch_up": False,
    "label": "Queue",
    "ALT_CLUSTERS": {
        "speech": {
            "workers": 1,  # one process that owns the engine and keeps as many pieces in it as the engine has workers
            "timeout": 6 * 3_600,
            "retry": 24 * 3_600,
            "queue_limit": 1,
            "recycle": 1_000,
            "scheduler": False,
        }
    },
}
LOGGING = logs.configuration(level=env.choice("LOG_LEVEL", default="INFO", among=("DEBUG", "INFO", "WARNING", "ERROR")))
