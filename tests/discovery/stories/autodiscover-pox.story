about    Exchange's way, answered without a password
address  jo@example.org
dns      autodiscover.example.org  A  203.0.113.1
dns      mail.example.org          A  203.0.113.9
listen   203.0.113.1:443  tls autodiscover.example.org
page     https://autodiscover.example.org/autodiscover/autodiscover.xml 200 text/xml pox.xml
expect   imap+tls://jo@mail.example.org:993 smtp+starttls://jo@example.org@mail.example.org:587 autodiscover authenticated
expect   pop3+starttls://jo@example.org@mail.example.org:110 smtp+starttls://jo@example.org@mail.example.org:587 autodiscover authenticated
only
asked    POST
