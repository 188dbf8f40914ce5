about    A portal redirects http to its own site
address  jo@example.org
dns      example.org             A  203.0.113.1
dns      autoconfig.example.org  A  203.0.113.1
dns      portal.test             A  10.1.1.1
listen   203.0.113.1:80   plain
listen   10.1.1.1:80      plain
page     http://autoconfig.example.org/mail/config-v1.1.xml redirect http://portal.test/login
page     http://portal.test/login 200 text/html portal.html
error    captive-portal
