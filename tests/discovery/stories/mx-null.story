about    A domain that takes no mail (RFC 7505)
address  jo@example.org
dns      example.org  MX  0 .
dns      example.org  A   203.0.113.9
error    no-mail
