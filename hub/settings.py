"""The hub's settings: where the broker, the store and the pages are. See `wire.settings`."""

from typing import Annotated, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from hub.ca_settings import CaSettings
from hub.care_settings import BackupSettings, RetentionSettings
from hub.sending_settings import AlertSettings, MailSettings
from hub.sign_in_settings import OidcSettings, SignInSettings
from hub.update_settings import UpdatesSettings
from wire.settings import BrokerSettings
from wire.topics import NAME_PATTERN


def check_timezone(name: str) -> ZoneInfo:
    """The time zone of this name.

    Raises:
        ValueError: no such zone in this machine's (or tzdata's) database.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        # OSError: a directory of the database, such as `Europe`.
        raise ValueError(
            f"{name!r} is no time zone; write it like `Europe/Riga` or `UTC`"
        ) from error


class StoreSettings(Struct, frozen=True, kw_only=True):
    """Where the hub keeps what it knows."""

    path: Annotated[
        str,
        Meta(
            min_length=1,
            description="SQLite file; relative to systemd's state directory where there is one.",
        ),
    ] = "hub.sqlite"
    url: Annotated[
        str,
        Meta(
            description="A PostgreSQL server instead of the file, such as "
            "`postgresql+psycopg://otklik@db.example/otklik`, without a password; empty: the file."
        ),
    ] = ""
    password_file: Annotated[
        str,
        Meta(
            description="File that holds the PostgreSQL password; a bare name is looked up among "
            "systemd's credentials."
        ),
    ] = ""
    busy_seconds: Annotated[
        int,
        Meta(ge=1, le=20, description="How long to wait while another process writes."),
    ] = 15

    def __post_init__(self) -> None:
        if self.url and not self.url.startswith("postgresql+psycopg://"):
            raise ValueError("`store.url` must begin with `postgresql+psycopg://`; or leave it out")
        if urlsplit(self.url).password:
            raise ValueError("`store.url` holds a password: move it to `store.password_file`")


class WebSettings(Struct, frozen=True, kw_only=True):
    """The pages and the API."""

    host: Annotated[
        str,
        Meta(
            min_length=1,
            description="Address to listen on. 127.0.0.1 is reached from this machine only; "
            "0.0.0.0 from everywhere.",
        ),
    ] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="TCP port.")] = 8080
    secret_key_file: Annotated[
        str,
        Meta(
            description="File that holds the secret which signs sessions (32 random bytes or "
            "more). A bare name is looked up among systemd's credentials. Needed for the pages."
        ),
    ] = ""
    session_hours: Annotated[
        int, Meta(ge=1, le=24 * 90, description="Hours until a log-in ends by itself.")
    ] = 12
    behind_proxy: Annotated[
        bool,
        Meta(
            description="A proxy of yours stands in front and sets X-Forwarded-For and -Proto. "
            "Never set this without one: anybody could then pretend any address."
        ),
    ] = False
    https_only: Annotated[
        bool,
        Meta(
            description="Send the session cookie over HTTPS only. Set it wherever there is HTTPS."
        ),
    ] = False
    public_url: Annotated[
        str,
        Meta(
            description="Address under which people open the pages, such as "
            "`https://hub.shop.example`: for links in mails. Empty: mails have none."
        ),
    ] = ""
    max_live_streams: Annotated[
        int,
        Meta(
            ge=1,
            le=500,
            description="Open live pages at once; each holds a thread while it is open.",
        ),
    ] = 40
    api_per_minute: Annotated[
        int,
        Meta(
            ge=1,
            le=100_000,
            description="Questions that each API token may ask in a minute, of each process that "
            "serves.",
        ),
    ] = 600
    metrics_from_loopback: Annotated[
        bool,
        Meta(
            description="Whether programs on this machine may read /metrics without a token. A "
            "proxy on this machine must then set X-Forwarded-For, or not pass /metrics on."
        ),
    ] = False


class HomeAssistantSettings(Struct, frozen=True, kw_only=True):
    """Devices shown in Home Assistant, over the same broker (MQTT discovery)."""

    enabled: Annotated[
        bool,
        Meta(
            description="Announce each device there, with its figures of today. Off: all is gone."
        ),
    ] = False
    prefix: Annotated[
        str,
        Meta(
            pattern=NAME_PATTERN,
            description="Where Home Assistant listens for announcements, as in its settings.",
        ),
    ] = "homeassistant"


class SiteDefaults(Struct, frozen=True, kw_only=True):
    """For shops that nobody announced before their first device spoke."""

    timezone: Annotated[
        str, Meta(description="IANA time zone, such as `Europe/Riga`, until a person sets it.")
    ] = "UTC"

    def __post_init__(self) -> None:
        check_timezone(self.timezone)


class IngestSettings(Struct, frozen=True, kw_only=True):
    """What takes messages from the broker into the store."""

    worker: Annotated[
        str,
        Meta(
            pattern=NAME_PATTERN,
            description="This worker's name at the broker, which queues for it while it is away. "
            "Must differ among workers.",
        ),
    ] = "ingest-1"
    share_group: Annotated[
        str,
        Meta(
            pattern=r"^([a-z0-9][a-z0-9-]{0,62})?$",
            description="Workers of one group divide the events among themselves (PostgreSQL "
            "only); empty: this worker takes all.",
        ),
    ] = ""
    queue_mb: Annotated[
        int,
        Meta(
            ge=1,
            le=1024,
            description="Messages kept in memory while the store is busy; beyond it they wait at "
            "the broker.",
        ),
    ] = 16
    quarantine_rows: Annotated[
        int,
        Meta(ge=100, le=1_000_000, description="Unreadable messages to keep; the newest stay."),
    ] = 10_000


AUDIT_DUE_DAYS: Final = 180


class DevicesSettings(Struct, frozen=True, kw_only=True):
    """What the hub asks of the devices and of those who look after them."""

    audit_due_days: Annotated[
        int,
        Meta(
            ge=1,
            le=3650,
            description="Days after which a camera's counting should be audited again.",
        ),
    ] = AUDIT_DUE_DAYS
    order_key_file: Annotated[
        str,
        Meta(
            description="File with the key that signs orders to devices, as `otklik-hub order key` "
            "makes it; a bare name is looked up among systemd's credentials; empty: nobody can "
            "give orders."
        ),
    ] = ""


class HubSettings(Struct, frozen=True, kw_only=True):
    """The whole file."""

    broker: BrokerSettings = BrokerSettings()
    store: StoreSettings = StoreSettings()
    web: WebSettings = WebSettings()
    site_defaults: SiteDefaults = SiteDefaults()
    ingest: IngestSettings = IngestSettings()
    devices: DevicesSettings = DevicesSettings()
    sign_in: SignInSettings = SignInSettings()
    oidc: OidcSettings = OidcSettings()
    backup: BackupSettings = BackupSettings()
    retention: RetentionSettings = RetentionSettings()
    mail: MailSettings = MailSettings()
    alerts: AlertSettings = AlertSettings()
    home_assistant: HomeAssistantSettings = HomeAssistantSettings()
    ca: CaSettings = CaSettings()
    updates: UpdatesSettings = UpdatesSettings()

    def __post_init__(self) -> None:
        if self.ingest.share_group and not self.store.url:
            raise ValueError(
                "`ingest.share_group` needs `store.url`: an SQLite file takes one writer at a time"
            )
