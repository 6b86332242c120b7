"""What two services understand of a household together, and what each thinks of its own: diagnosis, urgent orientation,
joint assessment with its sections, remarks and signatures, orientation beside its computed counterpart.

Not support itself (`support`), nor the facts of the file (`cases`). Everything here is social: secrecy stops at the
service (CP 226-13), and a social worker shares what support needs and no more (CASF L121-6-2).
"""
