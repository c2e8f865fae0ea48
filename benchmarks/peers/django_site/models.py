"""The tables of the page, as a Django project would write them."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Candidate(AbstractBaseUser):
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    objects = BaseUserManager()
    USERNAME_FIELD = "email"

    class Meta:
        db_table = "candidate"


class Centre(models.Model):
    number = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    timezone = models.CharField(max_length=60)
    contact_name = models.CharField(max_length=200)
    contact_email = models.EmailField()

    class Meta:
        db_table = "centre"


class Sitting(models.Model):
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT)
    exam_code = models.CharField(max_length=10)
    exam_date = models.DateField()
    results_by = models.DateField()

    class Meta:
        db_table = "sitting"


class Entry(models.Model):
    public_id = models.CharField(max_length=32, unique=True)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT)
    candidate = models.ForeignKey(Candidate, null=True, on_delete=models.SET_NULL)
    id_number = models.CharField(max_length=9, unique=True)
    candidate_number = models.CharField(max_length=4)
    given_names = models.CharField(max_length=200)
    family_name = models.CharField(max_length=200)

    class Meta:
        db_table = "entry"


class ReleaseBatch(models.Model):
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT)
    state = models.CharField(max_length=10)
    released_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "release_batch"


class Result(models.Model):
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    status = models.CharField(max_length=8)
    overall_score = models.IntegerField(null=True)
    grade = models.CharField(max_length=5)
    cefr_level = models.CharField(max_length=2)
    scores = models.JSONField()
    certificate = models.CharField(max_length=20)

    class Meta:
        db_table = "result"


class BatchRow(models.Model):
    batch = models.ForeignKey(ReleaseBatch, on_delete=models.CASCADE)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    result = models.ForeignKey(Result, on_delete=models.PROTECT)
    held_as = models.CharField(max_length=8, blank=True)

    class Meta:
        db_table = "batch_row"
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "entry"], name="one_row_for_each_entry")]
