about    A document with OAuth2 at a provider we know: its browser sign-in is found by the host
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      imap.gmail.com          A  198.51.100.1
dns      smtp.gmail.com          A  198.51.100.1
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml oauth2.xml
expect   imap+tls://jo@example.org@imap.gmail.com:993 smtp+tls://jo@example.org@smtp.gmail.com:465 autoconfig authenticated
issuer   google
hint     app-password
