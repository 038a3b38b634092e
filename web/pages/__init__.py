"""What pages show: answers and nodes made into what each template is given."""
