"""Settings: everything a county may set stands in the environment; nothing else differs between machines.

BANGFU_VAR      where data lies (default ./var): the embedded database, sealed files, snapshots
BANGFU_KEYS     where keys lie (default $BANGFU_VAR/keys; on a real machine keep them on another disk)
BANGFU_SECRET   the signing secret of sessions (default: made once beside the keys)
DATABASE_URL    postgres://… for PostgreSQL (default: SQLite in $BANGFU_VAR/data)
BANGFU_OWNER_URL  postgres://… as the owner of the tables, for `bangfu init` and `bangfu restore` only (docs/decisions/0038)
BANGFU_HOSTS    the names the server answers to, comma-separated
BANGFU_HTTPS    1 when served behind TLS: cookies are then sent over TLS only
BANGFU_NIGHT    the hour at which the checks run over the county when anything changed (default 1; see config.schedule)
BANGFU_BACKUP   a folder on another disk: each night a backup goes there, and the last BANGFU_BACKUPS_KEPT (default 14) stay
BANGFU_DEMO     1 marks every page, print and workbook as 体验数据
BANGFU_DRILL    1 marks them as 演练: for an exercise on a copy of the data (docs/decisions/0036)
BANGFU_PROCESSES  how many processes give pages at once; one a core, four at most, if not set
BANGFU_LOG_FORM  json: each line of the log is one JSON object, and each answer is one line
BANGFU_METRICS  a port of 127.0.0.1 at which figures about the program are told to Prometheus; none if not set
BANGFU_SCANNER  clamd of ClamAV, as the path of its socket or host:port: files are looked through before anything is kept of them
BANGFU_LEAKED   a list of leaked passwords (SHA-1 in hex, in order, a line each): none of them is taken
BANGFU_FONTS    a folder of office fonts the county holds licences for (仿宋_GB2312 …), for official letters; free ones stand in
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from bangfu.config.environment import file, number
from bangfu.config.jobs import JOBS as JOBS
from bangfu.config.jobs import JOBS_ALONE as JOBS_ALONE
from bangfu.config.secret import signing_secret

ROOT = Path(__file__).resolve().parents[2]
CHECKED_OUT = (ROOT / "pyproject.toml").exists()
VAR = Path(os.environ.get("BANGFU_VAR") or (ROOT if CHECKED_OUT else Path.cwd()) / "var")   # installed, the program keeps nothing among its own files
DATA = VAR / "data"
KEYS = Path(os.environ.get("BANGFU_KEYS") or VAR / "keys")
BACKUP = Path(os.environ["BANGFU_BACKUP"]) if os.environ.get("BANGFU_BACKUP") else None
LEAKED = file("BANGFU_LEAKED")
SCANNER = os.environ.get("BANGFU_SCANNER", "").strip()
BACKUPS_KEPT = number("BANGFU_BACKUPS_KEPT", 14, least=1, most=3650)

DEBUG = os.environ.get("BANGFU_DEBUG") == "1"
HTTPS = os.environ.get("BANGFU_HTTPS") == "1"
DEMO_LOGINS = [line.split("\t") for line in os.environ.get("BANGFU_DEMO_LOGINS", "").splitlines()]   # account, post, password
SECRET_KEY = os.environ.get("BANGFU_SECRET") or signing_secret(KEYS)
ALLOWED_HOSTS = os.environ.get("BANGFU_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",          # password hashing and the sign-in back end; its permissions are not used
    "django.contrib.contenttypes",  # axes and auth stand on it
    "django.contrib.sessions",      # its middleware; the table is bangfu.accounts'
    "django.contrib.messages",      # one sentence after a redirect: done
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "bangfu.sealing",
    "bangfu.work",
    "bangfu.journal",
    "bangfu.organization",
    "bangfu.accounts",
    "bangfu.lists",
    "bangfu.evidence",
    "bangfu.voices",
    "bangfu.deliveries",
    "bangfu.registry",
    "bangfu.crosscheck",
    "bangfu.reporting",
    "bangfu.web",
]

MIDDLEWARE = [
    "bangfu.config.observed.observed",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "bangfu.english.middleware.pages_in_english",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "bangfu.web.middleware.text_is_whole",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bangfu.web.middleware.nothing_is_cached",
    "bangfu.web.middleware.known_by_post",
    "bangfu.web.middleware.refusals_become_pages",
    "bangfu.web.before_views.doors_are_open",
    "bangfu.web.before_views.files_are_looked_through",
    "axes.middleware.AxesMiddleware",
    "bangfu.web.middleware.looking_cannot_write",
]

ROOT_URLCONF = "bangfu.config.urls"
WSGI_APPLICATION = "bangfu.config.wsgi.application"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {
        "builtins": ["django.templatetags.static", "bangfu.web.templatetags.desk"],
        "context_processors": [
            "django.template.context_processors.request",
            "django.template.context_processors.csrf",
            "django.contrib.messages.context_processors.messages",
            "bangfu.web.shell.frame",
        ],
    },
}]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'bangfu.sqlite3'}", conn_max_age=60, conn_health_checks=True,
    ),
}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["ENGINE"] = "bangfu.walls.postgresql"   # tells each transaction how far it reaches (docs/decisions/0038)
OWNER = dj_database_url.parse(os.environ["BANGFU_OWNER_URL"]) if os.environ.get("BANGFU_OWNER_URL") else None
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",   # an action takes the write lock at its start and never fails half-way for want of it
        "timeout": 30,
        "init_command": os.environ.get("BANGFU_SQLITE_PRAGMAS") or (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
            "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA journal_size_limit=67108864; PRAGMA secure_delete=ON;"
            "PRAGMA wal_autocheckpoint=8000"   # pages, 32 MB: a village's rows go to many places of the indexes, which need not be copied at each commit
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organization.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "bangfu.organization.passwords.NotLeaked"},
    {"NAME": "bangfu.organization.passwords.NotGuessedFirst"},   # what a clerk of this county would think of
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "today"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25   # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_LOCKOUT_CALLABLE = "bangfu.web.views.sign_in.locked_out"
AXES_USERNAME_CALLABLE = "bangfu.accounts.queries.tried_account"
AXES_SENSITIVE_PARAMETERS = ["username", "password", "current", "again", "code"]   # of every form in which somebody says a secret of theirs
AXES_VERBOSE = False

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_ENGINE = "bangfu.accounts.sessions"
SESSION_COOKIE_AGE = 8 * 3600   # the longest a county may allow (rules.door.BOUNDS)
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-sessionid", "__Host-csrftoken") if HTTPS else ("sessionid", "csrftoken")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": [SELF], "img-src": [SELF, "data:"], "object-src": [NONE], "base-uri": [NONE], "frame-ancestors": [NONE], "form-action": [SELF],
}}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["bangfu.web.uploads.NamelessUploadHandler"]   # on the disk in FILE_UPLOAD_TEMP_DIR, never in memory, and sealed from there
FILE_UPLOAD_TEMP_DIR = DATA / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOGS_ARE_JSON = os.environ.get("BANGFU_LOG_FORM") == "json"
METRICS_PORT = number("BANGFU_METRICS", 0, least=0, most=65535)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"numbers_are_masked": {"()": "bangfu.sealing.logs.NumbersAreMasked"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}, "json": {"()": "bangfu.config.json_lines.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["numbers_are_masked"], "formatter": "json" if LOGS_ARE_JSON else "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"bangfu": {"level": os.environ.get("BANGFU_LOG", "INFO")}, "axes": {"level": "ERROR"}},
}
