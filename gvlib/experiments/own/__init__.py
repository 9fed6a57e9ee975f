"""A reader's own pictures: the book's contestants, trained and measured on them."""
