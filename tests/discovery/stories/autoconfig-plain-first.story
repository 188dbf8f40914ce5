about    Implicit TLS goes before STARTTLS and both before none, whatever the document's order
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      imap.example.org        A  203.0.113.2
dns      smtp.example.org        A  203.0.113.3
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml plain-first.xml
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+starttls://jo@example.org@smtp.example.org:587 autoconfig authenticated
expect   imap+starttls://jo@example.org@imap.example.org:143 smtp+starttls://jo@example.org@smtp.example.org:587 autoconfig authenticated
