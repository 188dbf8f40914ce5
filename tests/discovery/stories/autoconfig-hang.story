about    A web server that takes the request and never answers does not hold up the usual names for long
option   true-pace
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      imap.example.org        A  203.0.113.2
dns      smtp.example.org        A  203.0.113.3
listen   203.0.113.1:443  tls autoconfig.example.org
listen   203.0.113.2:993  tls imap.example.org
listen   203.0.113.3:465  tls smtp.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml hang
expect   imap+tls://imap.example.org:993 smtp+tls://smtp.example.org:465 guess guessed
within   6000
