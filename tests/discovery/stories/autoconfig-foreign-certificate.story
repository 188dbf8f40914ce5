about    Wildcard DNS: everything leads to a machine with a certificate for others
address  jo@example.org
dns      *.example.org  A  203.0.113.1
dns      example.org    A  203.0.113.1
listen   203.0.113.1:443  tls parking.test
listen   203.0.113.1:993  tls parking.test
listen   203.0.113.1:465  tls parking.test
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml hoster.xml
expect   imap+tls://imap.example.org:993 smtp+tls://mail.example.org:465 guess guessed
only
evidence certificate not accepted
