about    The certificate's name leads to another machine: not taken
address  jo@example.org
dns      mail.example.org     A  203.0.113.2
dns      server7.hoster.test  A  203.0.113.8
listen   203.0.113.2:993  tls server7.hoster.test
listen   203.0.113.2:465  tls server7.hoster.test
expect   imap+tls://mail.example.org:993 smtp+tls://mail.example.org:465 guess guessed
evidence certificate not accepted
