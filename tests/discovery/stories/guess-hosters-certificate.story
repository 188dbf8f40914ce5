about    The shared host's certificate is for its hoster's name, which leads to the same machine
address  jo@example.org
dns      mail.example.org     A  203.0.113.2
dns      server7.hoster.test  A  203.0.113.2
listen   203.0.113.2:993  tls server7.hoster.test
listen   203.0.113.2:465  tls server7.hoster.test
expect   imap+tls://server7.hoster.test:993 smtp+tls://server7.hoster.test:465 guess unverified
