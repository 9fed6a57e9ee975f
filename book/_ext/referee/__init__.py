"""The ledger of the article's claims, and the form in which a reader referees it.

`claims.yml` has the claims, `ledger` reads it, `words` has the words of the controls,
`markup` makes the HTML; marking is one script, `main.js`.
"""
