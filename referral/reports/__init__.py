"""Reports: what is counted of cases, without a word of them."""
