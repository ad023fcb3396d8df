from tests.daily.site import daily

__all__ = ["daily"]
