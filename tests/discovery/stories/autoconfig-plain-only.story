about    A provider without encryption: proposed, for the person to refuse
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      imap.example.org        A  203.0.113.2
dns      smtp.example.org        A  203.0.113.3
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml plain-only.xml
expect   imap+plain://jo@example.org@imap.example.org:143 smtp+plain://jo@example.org@smtp.example.org:25 autoconfig authenticated
only
