"""检索规则: finding bundles and items by what people say; no database, no clock.

`text` cuts and folds words, `entries` says what of a definition can be found, `lexical` scores by
words, `meaning` by what a small language model makes of them, `synonyms` holds people's words for
official ones, `fusion` joins the rankings, `index` is all of it together, `masking` keeps what is
private out of the record of failed searches.
"""
