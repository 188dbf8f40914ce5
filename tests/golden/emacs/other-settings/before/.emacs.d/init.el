(custom-set-variables
 '(user-mail-address "alice@example.test")
 '(smtpmail-smtp-server "mail.example.test")
 '(smtpmail-stream-type 'starttls))
