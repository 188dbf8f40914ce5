about    A domain with letters beyond ASCII
address  jo@bücher.example
dns      autoconfig.xn--bcher-kva.example  A  203.0.113.1
dns      imap.xn--bcher-kva.example        A  203.0.113.2
dns      pop.xn--bcher-kva.example         A  203.0.113.2
dns      smtp.xn--bcher-kva.example        A  203.0.113.2
listen   203.0.113.1:443  tls autoconfig.xn--bcher-kva.example
page     https://autoconfig.xn--bcher-kva.example/mail/config-v1.1.xml 200 text/xml idn.xml
expect   imap+tls://jo@xn--bcher-kva.example@imap.xn--bcher-kva.example:993 smtp+tls://jo@xn--bcher-kva.example@smtp.xn--bcher-kva.example:465 autoconfig authenticated
