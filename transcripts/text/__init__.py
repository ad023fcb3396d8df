"""Words, segments and the files made of them: plain values in and out, without a database."""
