about    MX at Zoho's European data centre
address  jo@example.org
dns      example.org   MX  10 mx.zoho.eu
dns      imap.zoho.eu  A   198.51.100.1
dns      pop.zoho.eu   A   198.51.100.1
dns      smtp.zoho.eu  A   198.51.100.1
expect   imap+tls://jo@example.org@imap.zoho.eu:993 smtp+tls://jo@example.org@smtp.zoho.eu:465 mx unverified
