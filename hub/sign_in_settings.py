"""Settings of signing in: who must have a second factor, and the provider beside passwords."""

import re
from typing import Annotated, Final
from urllib.parse import urlsplit

from msgspec import Meta, Struct

from hub.domain.rights import Role

_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_GRANT: Final = re.compile(rf"({'|'.join(Role)})(@(organisation|(region|shop):[a-z0-9-]+))?")


class SignInSettings(Struct, frozen=True, kw_only=True):
    """How people sign in with a password."""

    second_factor_for: Annotated[
        tuple[Role, ...],
        Meta(
            description="Roles that need a second factor; whoever has one of them and no second "
            "factor yet is led to set one up. Sign-ins at the provider of `oidc` are its own "
            "business."
        ),
    ] = ()


class OidcSettings(Struct, frozen=True, kw_only=True):
    """Signing in at a provider (OpenID Connect), such as Entra ID, Google or Keycloak."""

    issuer: Annotated[
        str,
        Meta(
            description="The provider's address as it names itself, such as "
            "`https://login.example.com/realms/shops`; empty: passwords only. At the provider, "
            "enter `https://YOUR-HUB/login/provider/answer` as the redirect address."
        ),
    ] = ""
    client_id: Annotated[str, Meta(description="The hub's name at the provider.")] = ""
    client_secret_file: Annotated[
        str,
        Meta(
            description="File that holds the hub's secret at the provider; a bare name is looked "
            "up among systemd's credentials."
        ),
    ] = ""
    label: Annotated[
        str, Meta(min_length=1, max_length=40, description="What the sign-in page calls it.")
    ] = "your organisation"
    scopes: Annotated[str, Meta(description="What is asked for, by spaces.")] = "openid profile"
    name_claim: Annotated[
        str, Meta(min_length=1, description="The claim that holds the user's name.")
    ] = "preferred_username"
    make_users: Annotated[
        bool,
        Meta(
            description="Make users who are not here yet; without a role they see nothing until "
            "somebody gives them one. Off: only users who are here can sign in."
        ),
    ] = False
    role_claim: Annotated[
        str,
        Meta(description="The claim that holds groups or roles; empty: roles are given here only."),
    ] = ""
    roles: Annotated[
        dict[str, str],
        Meta(
            description="What each value of `role_claim` gives here, such as "
            '`"Managers North" = "manager@region:north"`; without `@` in the whole organisation. '
            "Looked at in each sign-in; roles given in the hub itself stay."
        ),
    ] = {}

    def __post_init__(self) -> None:
        for name in ("client_id", "client_secret_file"):
            if self.issuer and not getattr(self, name):
                raise ValueError(f"`oidc.issuer` needs `oidc.{name}` as well")
        address = urlsplit(self.issuer)
        if self.issuer and address.scheme != "https" and address.hostname not in _LOOPBACK:
            raise ValueError("`oidc.issuer` must begin with `https://`")
        if "openid" not in self.scopes.split():
            raise ValueError("`oidc.scopes` must hold `openid`")
        for value, given in self.roles.items():
            if not _GRANT.fullmatch(given):
                raise ValueError(
                    f"`oidc.roles` gives {given!r} for {value!r}: write a role "
                    f"({', '.join(Role)}), and where it holds after `@`: `region:CODE`, "
                    "`shop:CODE` or `organisation`"
                )
