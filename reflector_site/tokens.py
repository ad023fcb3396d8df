"""API tokens: a signed-in person makes them, sees each once, and takes them back.

django-rest-knox keeps their hashes alone, so nobody can read a token from the database.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeAlias

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed

from reflector_site.api_reading import BearerToken

View: TypeAlias = Callable[..., HttpResponseBase]

LIFETIMES = {"30": "30 days", "365": "a year", "": "until it is taken back"}


class TokenForm(forms.Form):
    days = forms.ChoiceField(label="It is good for", choices=list(LIFETIMES.items()), required=False)


@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """The user's tokens; a POST makes one, which this answer shows and no other."""
    form = TokenForm(request.POST or None, initial={"days": "365"})
    made = ""
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        made = make_token(request.user, timedelta(days=int(days)) if days else None)
    own = AuthToken.objects.filter(user=request.user).order_by("-created")
    context = {"form": form, "made": made, "tokens": own, "site": request.build_absolute_uri("/").rstrip("/")}
    answer = render(request, "tokens.html", context, status=400 if form.errors else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def forget_token(request: HttpRequest, token_key: str) -> HttpResponse:
    """Take a token back: whoever uses it is refused from now on."""
    get_object_or_404(AuthToken, user=request.user, token_key=token_key).delete()
    messages.success(request, f"The token {token_key}… is no longer good.")
    return redirect("tokens")


@sensitive_variables()
def make_token(user: User | AnonymousUser, lifetime: timedelta | None) -> str:
    """A new token of a user who is signed in, which cannot be read again later; None: without an end."""
    _, token = AuthToken.objects.create(user, expiry=lifetime)
    return str(token)


def open_to_tokens(view: View) -> View:
    """For people who are signed in, as `login_required` has it; and for clients of the API, which go by a token."""
    for_people: View = login_required(view)

    @wraps(view)
    def opened(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            tokens_of = BearerToken()
            try:
                known = tokens_of.authenticate(request)
            except AuthenticationFailed as refused:
                asked_for = {"WWW-Authenticate": tokens_of.authenticate_header(request)}
                return JsonResponse({"detail": str(refused.detail)}, status=401, headers=asked_for)
            if known is not None:
                request.user, _ = known
        return for_people(request, *arguments, **named)

    return opened
