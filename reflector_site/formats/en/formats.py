"""How the admin writes days and times. It knows no zone but UTC, and says so: the pages for readers are in theirs."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = r"j M Y, H:i \U\T\C"
TIME_FORMAT = r"H:i \U\T\C"
