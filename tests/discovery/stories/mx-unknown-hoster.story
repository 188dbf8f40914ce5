about    MX at a hoster whose own domain has an autoconfig document
address  jo@example.org
dns      example.org             MX  10 mx1.mail.hoster.test
dns      autoconfig.hoster.test  A   203.0.113.4
dns      imap.hoster.test        A   203.0.113.5
dns      pop.hoster.test         A   203.0.113.5
dns      smtp.hoster.test        A   203.0.113.5
listen   203.0.113.4:443  tls autoconfig.hoster.test
page     https://autoconfig.hoster.test/mail/config-v1.1.xml 200 text/xml hoster-own.xml
expect   imap+tls://jo@example.org@imap.hoster.test:993 smtp+tls://jo@example.org@smtp.hoster.test:465 mx unverified
evidence https://autoconfig.hoster.test/mail/config-v1.1.xml
not-asked jo
